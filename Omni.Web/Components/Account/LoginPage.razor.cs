using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Omni.Core.Team;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Account;

public sealed partial class LoginPage
{
    private static readonly (string Name, string Email)[] DemoMembers =
        [(DemoSignIn.OwnerName, DemoSignIn.OwnerEmail), (DemoSignIn.MemberName, DemoSignIn.MemberEmail)];

    private string? _error;
    private string? _emailError;
    private string? _passwordError;

    [Inject] internal MemberSignIn SignIn { get; init; } = null!;

    [Inject] internal SignInTries Tries { get; init; } = null!;

    [Inject] public required CreateFirstOwner FirstOwner { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    [Inject] public required IWebHostEnvironment Environment { get; init; }

    [CascadingParameter]
    public required HttpContext Http { get; set; }

    [SupplyParameterFromForm(FormName = "login")]
    private LoginForm Form { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    // Never outside Development: the demo's password is public.
    private bool IsDemo => Environment.IsDevelopment() && Options.Value.Demo is not false;

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();

        if (await FirstOwner.IsNeededAsync(Http.RequestAborted))
        {
            Navigation.NavigateTo("/setup");
        }
        else if (HttpMethods.IsGet(Http.Request.Method) && Http.User.TenantId is not null)
        {
            Navigation.NavigateTo(Accounts.LocalOnly(ReturnUrl));
        }
    }

    private async Task SignInAsync()
    {
        _emailError = string.IsNullOrWhiteSpace(Form.Email) ? "Enter your e-mail address." : null;
        _passwordError = string.IsNullOrEmpty(Form.Password) ? "Enter your password." : null;

        if (_emailError is not null || _passwordError is not null)
        {
            return;
        }

        using var turn = await Tries.BeginAsync(Http);

        if (!turn.IsAcquired)
        {
            Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            _error = "There were too many wrong passwords from where you are. Try again in 15 minutes.";
            return;
        }

        if (await SignIn.TryAsync(Form.Email?.Trim() ?? "", Form.Password ?? "", Http.RequestAborted))
        {
            Navigation.NavigateTo(Accounts.LocalOnly(ReturnUrl));
            return;
        }

        Tries.CountWrong(Http);

        // The same words whatever was wrong, so that nobody learns which addresses exist.
        _error = "E-mail and password do not match. After five wrong tries an account stays closed for 15 minutes.";
    }

    private sealed class LoginForm
    {
        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
