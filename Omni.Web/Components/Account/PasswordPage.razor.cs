using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Omni.Core.Team;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Account;

public sealed partial class PasswordPage
{
    private string? _error;

    [Inject] internal MemberSignIn SignIn { get; init; } = null!;

    [Inject] public required UserManager<User> Users { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required HttpContext Http { get; set; }

    [SupplyParameterFromForm(FormName = "password")]
    private PasswordForm Form { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "done")]
    public bool IsDone { get; set; }

    protected override void OnInitialized() => Form ??= new();

    private async Task ChangeAsync()
    {
        var user = await Users.GetUserAsync(Http.User) ?? throw new InvalidOperationException("The signed-in user is gone.");

        if (await Users.IsLockedOutAsync(user))
        {
            _error = "Too many wrong tries. Wait 15 minutes.";
            return;
        }

        var changed = await Users.ChangePasswordAsync(user, Form.Present, Form.New);

        if (changed.Succeeded)
        {
            // The stamp is new: this browser gets a new cookie, all others are out.
            await SignIn.EnterAsync(user, Http.User.TenantSlug, Http.RequestAborted);
            Navigation.NavigateTo("/account/password?done=true");
        }
        else if (changed.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.PasswordMismatch)))
        {
            await Users.AccessFailedAsync(user);
            _error = "The present password is not right.";
        }
        else
        {
            _error = string.Join(" ", changed.Errors.Select(e => e.Description));
        }
    }

    private sealed class PasswordForm
    {
        [Required(ErrorMessage = "Enter your present password.")]
        public string Present { get; set; } = "";

        [Required(ErrorMessage = "Enter a new password."), MinLength(10, ErrorMessage = "Use 10 characters or more."), MaxLength(200, ErrorMessage = "200 characters at most.")]
        public string New { get; set; } = "";
    }
}
