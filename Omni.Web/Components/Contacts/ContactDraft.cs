// What a form says about a contact, before it is checked.
using Omni.Core.Contacts;
using Omni.Core.Conversations.People;

namespace Omni.Web.Components.Contacts;

public sealed class ContactDraft
{
    private readonly HashSet<string> _had = [];

    public string Name { get; set; } = "";

    public string PhoneNumber { get; set; } = "";

    public string Email { get; set; } = "";

    public List<Attribute> Attributes { get; } = [];

    public static ContactDraft Of(ContactRow row)
    {
        var draft = new ContactDraft { Name = row.Name ?? "", PhoneNumber = row.PhoneNumber ?? "", Email = row.Email ?? "" };
        draft.Attributes.AddRange(row.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new Attribute { Name = a.Key, Text = a.Value }));
        draft._had.UnionWith(row.Attributes.Keys);
        return draft;
    }

    public ContactFields ToFields()
    {
        // Those that are no longer there go; those that were renamed too.
        var attributes = _had.ToDictionary(name => name, _ => (string?)null);

        foreach (var attribute in Attributes.Where(a => !string.IsNullOrWhiteSpace(a.Name)))
        {
            attributes[attribute.Name.Trim()] = attribute.Text;
        }

        return new() { Name = Name, PhoneNumber = PhoneNumber, Email = Email, Attributes = attributes };
    }

    public sealed class Attribute
    {
        public string Name { get; set; } = "";

        public string Text { get; set; } = "";
    }
}
