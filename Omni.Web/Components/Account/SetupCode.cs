// The one-time code that lets whoever reads the server's console become the first owner. Lives in memory only.
using System.Security.Cryptography;
using System.Text;

namespace Omni.Web.Components.Account;

internal sealed class SetupCode
{
    // Without letters and digits that look alike.
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int MostTries = 5;

    private readonly Lock _gate = new();
    private string _code = Make();
    private int _tries;

    public string Current
    {
        get
        {
            lock (_gate)
            {
                return _code;
            }
        }
    }

    /// <summary>True for the right code. Five wrong ones make a new code, and <paramref name="isNew"/> says so.</summary>
    public bool Try(string typed, out bool isNew)
    {
        var given = Encoding.UTF8.GetBytes(new string([.. typed.Where(char.IsLetterOrDigit)]).ToUpperInvariant());

        lock (_gate)
        {
            var wanted = Encoding.UTF8.GetBytes(_code.Replace("-", "", StringComparison.Ordinal));
            isNew = false;

            if (CryptographicOperations.FixedTimeEquals(given, wanted))
            {
                return true;
            }

            if (++_tries >= MostTries)
            {
                (_code, _tries, isNew) = (Make(), 0, true);
            }

            return false;
        }
    }

    private static string Make() => $"{RandomNumberGenerator.GetString(Alphabet, 4)}-{RandomNumberGenerator.GetString(Alphabet, 4)}";
}
