using System.Globalization;
using Microsoft.AspNetCore.Components;
using Omni.Core.Data.Postgres;

namespace Omni.Web.Components.Layout;

public sealed partial class TenantSwitcher
{
    [Parameter, EditorRequired]
    public required IReadOnlyList<MembershipDoor> Tenants { get; set; }

    [Parameter]
    public string? CurrentSlug { get; set; }

    private MembershipDoor? Current => Tenants.FirstOrDefault(t => t.TenantSlug == CurrentSlug);

    private static string Initial(string name) => StringInfo.GetNextTextElement(name.Trim()).ToUpperInvariant();
}
