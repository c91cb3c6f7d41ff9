// Registers everything that Omni knows and does.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Omni.Core.Access;
using Omni.Core.Agents;
using Omni.Core.Agents.Automagik;
using Omni.Core.Agents.Echo;
using Omni.Core.Agents.Hive;
using Omni.Core.Agents.OpenAi;
using Omni.Core.Agents.Wire;
using Omni.Core.Backfill;
using Omni.Core.Channels;
using Omni.Core.Channels.Outbound;
using Omni.Core.Channels.WebChat;
using Omni.Core.Channels.WhatsApp;
using Omni.Core.Channels.WhatsApp.Admin;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Demo;
using Omni.Core.Feed;
using Omni.Core.Instances;
using Omni.Core.Intake;
using Omni.Core.Jobs;
using Omni.Core.Leads;
using Omni.Core.Messages;
using Omni.Core.Team;
using Omni.Core.Tenancy;
using Omni.Core.Traces;
using Omni.Core.WebhookSubscriptions;

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
            services.AddHostedService<FeedBridge>();
            services.AddScoped<ClaimLane>();
            services.AddScoped<MarkSending>();
            services.AddScoped<StoreSent>();
            services.AddScoped<FindKeptReceipts>();
            services.AddTraces();
            services.AddChannels();
            services.AddAccess();
            services.AddIntake();
            services.AddAgents();
            services.AddDelivery();
            services.AddOmniJobs();
            services.AddOmniTenants();
            services.AddOmniKeys();
            services.AddOmniInstances();
            services.AddAgentDefinitions();
            services.AddSingleton<IGateway, EvolutionAdmin>();
            services.AddTeam();
            services.AddInbox();
            services.AddPeople();
            services.AddBackfill();
            services.AddWebhookSubscriptions();
            return services;
        }

        private void AddChannels()
        {
            services.AddSingleton<IChannel, WhatsAppChannel>();
            services.AddSingleton<IChannel, WebChatChannel>();
            services.AddSingleton<ChannelDirectory>();
            services.AddSingleton<InstanceDirectory>();
            services.AddScoped<OpenConnection>();
            services.AddOutbound();
        }

        private void AddIntake()
        {
            services.AddScoped<StoreInbound>();
            services.AddScoped<StoreFromKnown>();
            services.AddScoped<StoreMessage>();
            services.AddScoped<StoreChange>();
            services.AddScoped<StoreCall>();
            services.AddSingleton<TypingSigns>();
            services.AddScoped<TellActivity>();
            services.AddScoped<ApplyReceipt>();
            services.AddScoped<TakeReceipts>();
            services.AddScoped<LearnPairs>();
        }

        private void AddAgents()
        {
            services.AddOptions<AgentOptions>().BindConfiguration(AgentOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<AgentOptions>, AgentOptionsValidator>();
            services.AddSingleton<IAgentClient, AutomagikClient>();
            services.AddSingleton<IAgentClient, EchoClient>();
            services.AddSingleton<IAgentClient, HiveClient>();
            services.AddSingleton<IAgentClient, OpenAiClient>();
            services.AddSingleton<CallService>();
            services.AddSingleton<ContextTokens>();
            services.AddScoped<CheckToolCaller>();
            services.AddSingleton<TurnLanes>();
            services.AddSingleton<Lanes>(provider => provider.GetRequiredService<TurnLanes>());
            services.AddTurns();
            services.AddScoped<BarTurn>();
        }

        private void AddInbox()
        {
            services.AddScoped<ListConversations>();
            services.AddScoped<FindConversation>();
            services.AddScoped<ListAddresses>();
            services.AddScoped<ListActivities>();
            services.AddScoped<ReadThread>();
            services.AddScoped<MarkRead>();
            services.AddScoped<ChangeStatus>();
            services.AddScoped<SwitchBot>();
            services.AddScoped<ChooseThreadAgent>();
            services.AddScoped<ISettleHolders, SettleHolders>();
            services.AddScoped<GiveBackQuiet>();
            services.AddScoped<WakeSnoozed>();
            services.AddScoped<ChangeThread>();
            services.AddScoped<HandOver>();
            services.AddScoped<RenameContact>();
            services.AddScoped<MergeByHand>();
            services.AddScoped<UndoMerge>();
            services.AddScoped<FindMerge>();
            services.AddScoped<SuggestMerges>();
            services.AddScoped<PreviewMerge>();
            services.AddScoped<RetryMessage>();
            services.AddScoped<ConfirmMessage>();
            services.AddScoped<ChangeSent>();
            services.AddScoped<OpenAttachment>();
            services.AddScoped<FindMessage>();
            services.AddScoped<FindByPhone>();
            services.AddScoped<FindRecipients>();
            services.AddScoped<AwaitSend>();
        }

        private void AddTeam()
        {
            services.AddScoped<ListMemberships>();
            services.AddScoped<CheckMember>();
            services.AddScoped<CreateFirstOwner>();
            services.AddScoped<SeedDemo>();
        }

        private void AddDelivery()
        {
            services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>();
            services.AddHttpClient(NamedClients.Evolution)
                .ConfigureHttpClient((provider, client) => client.Timeout = TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.GatewayTimeoutSeconds));
            services.AddSingleton<DeliveryLanes>();
            services.AddSingleton<Lanes>(provider => provider.GetRequiredService<DeliveryLanes>());
            services.AddScoped<QueueMessage>();
            services.AddScoped<SendToAddress>();
            services.AddScoped<SendByTool>();
            services.AddScoped<SendDueMessages>();
            services.AddScoped<PrepareSend>();
            services.AddSingleton<IReleaseSends, ReleaseSends>();
            services.AddScoped<ShowTyping>();
            services.AddSingleton<GatewayCircuits>();
            services.AddScoped<RecordSend>();
            services.AddScheduling();
        }
    }
}
