// Binds and checks what an operator sets; a bad value stops the start and names its key.
using Microsoft.Extensions.Options;

namespace Omni.Web.Hosting;

internal static class Settings
{
    extension(WebApplicationBuilder builder)
    {
        public void AddSettings()
        {
            builder.AddRootSettings();
            builder.Services.AddOptions<OmniOptions>().BindConfiguration(OmniOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<OmniOptions>, OmniOptionsValidator>();
            builder.Services.AddOptions<BootstrapOptions>().BindConfiguration(BootstrapOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<BootstrapOptions>, BootstrapOptionsValidator>();
        }

        /// <summary>Where Omni keeps its files, made if it is missing.</summary>
        public string DataDirectory
        {
            get
            {
                var set = builder.Configuration[$"{OmniOptions.Section}:DataDirectory"];
                var directory = !string.IsNullOrEmpty(set) ? Path.GetFullPath(set)
                    : builder.Environment.IsDevelopment() && FindSolution() is { } root ? Path.Combine(root, ".data")
                    : Path.Combine(builder.Environment.ContentRootPath, "data");

                try
                {
                    Directory.CreateDirectory(directory);
                    return directory;
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw new StartException($"{OmniOptions.Section}:DataDirectory: {directory} cannot be made: {exception.Message}", exception);
                }
            }
        }
    }

    private static string? FindSolution()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Omni.sln")))
            {
                return directory.FullName;
            }
        }

        return null;
    }
}
