// What contacts are called on the screens.
using Omni.Core.Contacts;
using Omni.Core.Conversations.People;

namespace Omni.Web.Components.Contacts;

internal static class ContactWords
{
    extension(ContactRow row)
    {
        /// <summary>The name, else the number, else the address.</summary>
        public string DisplayName() => row.Name ?? row.PhoneNumber ?? row.Email ?? VisitorName.Of(row.Id);
    }
}
