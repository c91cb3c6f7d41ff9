using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Omni.Core.Data.Postgres;

namespace Omni.Core.Traces;

internal static class TraceServices
{
    extension(IServiceCollection services)
    {
        public void AddTraces()
        {
            services.AddOptions<TraceOptions>().BindConfiguration(TraceOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<TraceOptions>, TraceOptionsValidator>();
            services.AddScoped<ListTraces>();
            services.AddScoped<SummarizeTraces>();
            services.AddScoped<TraceReceipt>();
            services.AddScoped<TraceToolCall>();
        }
    }
}
