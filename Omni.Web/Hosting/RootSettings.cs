// appsettings.json lives at the repository root; the build copies it beside the binaries.
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace Omni.Web.Hosting;

internal static class RootSettings
{
    extension(WebApplicationBuilder builder)
    {
        /// <summary>Reads the copied files first, so that user secrets, environment and command line still win.</summary>
        public void AddRootSettings()
        {
            var files = new PhysicalFileProvider(AppContext.BaseDirectory);
            string[] names = ["appsettings.json", $"appsettings.{builder.Environment.EnvironmentName}.json"];

            foreach (var name in names.Reverse())
            {
                ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new JsonConfigurationSource { FileProvider = files, Path = name, Optional = name != names[0] });
            }
        }
    }
}
