using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Channels;
using Omni.Core.Channels.Outbound;
using Omni.Core.Jobs;

namespace Omni.Core.WebhookSubscriptions;

internal static class WebhookSubscriptionServices
{
    extension(IServiceCollection services)
    {
        public void AddWebhookSubscriptions()
        {
            services.AddOutboundClient(NamedClients.Webhooks, PostDelivery.Patience);
            services.AddSingleton<PostDelivery>();
            services.AddSingleton<SubscriptionLanes>();
            services.AddSingleton<Lanes>(provider => provider.GetRequiredService<SubscriptionLanes>());
            services.AddHostedService<WakeSubscriptions>();
            services.AddScoped<WriteBody>();
            services.AddScoped<DeliverDueEvents>();
            services.AddScoped<RecordDelivery>();
            services.AddScoped<CreateSubscription>();
            services.AddScoped<UpdateSubscription>();
            services.AddScoped<DeleteSubscription>();
            services.AddScoped<FindSubscriptions>();
            services.AddScoped<TestSubscription>();
            services.AddScoped<ListDeliveries>();
            services.AddScoped<RetryDelivery>();
        }
    }
}
