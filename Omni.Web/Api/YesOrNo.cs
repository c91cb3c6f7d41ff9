// A yes or no in a query: 1, 0, true or false.
namespace Omni.Web.Api;

internal static class YesOrNo
{
    /// <summary>Null when it is neither.</summary>
    public static bool? Read(string? text) => text?.Trim() switch
    {
        "1" => true,
        "0" => false,
        var word => bool.TryParse(word, out var said) ? said : null,
    };
}
