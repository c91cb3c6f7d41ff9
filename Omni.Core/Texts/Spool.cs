// Where a file lies that comes or goes as slowly as somebody else likes: meanwhile nothing else is held, least of all a connection to the database.
namespace Omni.Core.Texts;

internal static class Spool
{
    /// <returns>A new, empty file of this process alone, which goes when it is closed.</returns>
    public static FileStream Begin() => new(Path.GetTempFileName(), new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.ReadWrite,
        Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
    });
}
