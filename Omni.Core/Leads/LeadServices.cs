using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Contacts;
using Omni.Core.Conversations.People;
using Omni.Core.Instances;
using Omni.Core.Team;
using Omni.Core.Tenancy;

namespace Omni.Core.Leads;

internal static class LeadServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Contacts, and leads with them.</summary>
        public void AddPeople()
        {
            services.AddScoped<CreateContact>();
            services.AddScoped<ChangeContact>();
            services.AddScoped<DeleteContact>();
            services.AddScoped<ListContacts>();
            services.AddScoped<FindContact>();
            services.AddScoped<ExportContacts>();
            services.AddScoped<ImportContacts>();
            services.AddScoped<CreateLead>();
            services.AddScoped<ChangeLead>();
            services.AddScoped<DeleteLead>();
            services.AddScoped<FindLeads>();
            services.AddScoped<ListMembers>();
            services.AddScoped<ReadLeadRule>();
            services.AddScoped<ForgetInstances>();
        }
    }
}
