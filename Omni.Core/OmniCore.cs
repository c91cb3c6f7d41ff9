// Registers everything that Omni knows and does.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery;
using Omni.Core.Feed;
using Omni.Core.Jobs;
using Omni.Core.Messages;
using Omni.Core.Team;

namespace Omni.Core;

public static class OmniCore
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddOmniCore()
        {
            services.AddSingleton<Node>();
            services.AddSingleton<JobScope>();
            services.AddSingleton<LiveFeed>();
            services.AddSingleton<ChannelDirectory>();
            services.AddScoped<OpenConnection>();
            services.AddScoped<ClaimLane>();
            services.AddOmniDelivery();
            services.AddOmniTeam();
            services.AddOmniInbox();
            return services;
        }

        private void AddOmniInbox()
        {
            services.AddScoped<ListConversations>();
            services.AddScoped<FindConversation>();
            services.AddScoped<ListActivities>();
            services.AddScoped<ReadThread>();
            services.AddScoped<MarkRead>();
            services.AddScoped<ChangeStatus>();
            services.AddScoped<SwitchBot>();
            services.AddScoped<RenameContact>();
            services.AddScoped<RetryMessage>();
        }

        private void AddOmniTeam()
        {
            services.AddScoped<ListMemberships>();
            services.AddScoped<CheckMember>();
            services.AddScoped<CreateFirstOwner>();
        }

        private void AddOmniDelivery()
        {
            services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>();
            services.AddSingleton<DeliveryLanes>();
            services.AddSingleton<Lanes>(provider => provider.GetRequiredService<DeliveryLanes>());
            services.AddScoped<QueueMessage>();
            services.AddScoped<SendDueMessages>();
            services.AddScoped<RecordSend>();
        }
    }
}
