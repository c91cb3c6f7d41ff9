using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Omni.Core.Results;
using Omni.Core.Team;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Account;

public sealed partial class SetupPage
{
    private string? _error;

    [Inject] internal MemberSignIn SignIn { get; init; } = null!;

    [Inject] internal SetupCode Code { get; init; } = null!;

    [Inject] internal FirstOwnerStep Console { get; init; } = null!;

    [Inject] public required CreateFirstOwner FirstOwner { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required HttpContext Http { get; set; }

    [SupplyParameterFromForm(FormName = "setup")]
    private SetupForm Form { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();

        if (!await FirstOwner.IsNeededAsync(Http.RequestAborted))
        {
            Navigation.NavigateTo("/login");
        }
    }

    private async Task SetUpAsync()
    {
        if (!await FirstOwner.IsNeededAsync(Http.RequestAborted))
        {
            return;
        }

        if (!Code.Try(Form.Code, out var isNew))
        {
            _error = isNew ? "Too many wrong codes. A new code stands on the console." : "That is not the code on the console.";

            if (isNew)
            {
                Console.TellConsole();
            }

            return;
        }

        var created = await FirstOwner.RunAsync(new(Form.Business, Form.Name, Form.Email.Trim(), Form.Password), Http.RequestAborted);

        if (created.IsOk)
        {
            await SignIn.EnterAsync(created.Value, CreateFirstOwner.TenantSlug, Http.RequestAborted);
            Navigation.NavigateTo("/inbox");
        }
        else if (created.Error.Kind is ErrorKind.Conflict)
        {
            Navigation.NavigateTo("/login");
        }
        else
        {
            _error = created.Error.Message;
        }
    }

    private sealed class SetupForm
    {
        [Required(ErrorMessage = "Enter the code.")]
        public string Code { get; set; } = "";

        [Required(ErrorMessage = "Enter the name of your business."), MaxLength(200, ErrorMessage = "200 characters at most.")]
        public string Business { get; set; } = "";

        [Required(ErrorMessage = "Enter your name."), MaxLength(200, ErrorMessage = "200 characters at most.")]
        public string Name { get; set; } = "";

        [Required(ErrorMessage = "Enter your e-mail address."), EmailAddress(ErrorMessage = "That does not look like an e-mail address."), MaxLength(256, ErrorMessage = "256 characters at most.")]
        public string Email { get; set; } = "";

        [Required(ErrorMessage = "Enter a password."), MinLength(10, ErrorMessage = "Use 10 characters or more."), MaxLength(200, ErrorMessage = "200 characters at most.")]
        public string Password { get; set; } = "";
    }
}
