// History as the seed system kept it (seeds/001): what a person wrote stands under their number, what they were answered under lid@… or another form.
using System.Globalization;
using System.Text;

namespace Omni.Tests.Backfill;

internal static class SeedShape
{
    public const string Own = "+972500000099";
    private const string Header = "to_number,from_number,lead_id,direction,body,created_at,remote_jid";

    public static string Number(int person) => string.Create(CultureInfo.InvariantCulture, $"+97254{9750000 + person}");

    public static string Lid(int person) => string.Create(CultureInfo.InvariantCulture, $"87600000{person:D6}");

    /// <summary>So many rows, the persons in turn, a second apart.</summary>
    public static byte[] Csv(int rows, int persons)
    {
        var text = new StringBuilder(Header).Append('\n');

        for (var row = 0; row < rows; row++)
        {
            text.Append(Row(row, row % persons, row / persons)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Csv(params string[] rows) => Encoding.UTF8.GetBytes(string.Join('\n', rows.Prepend(Header)));

    // Round by round another form: with the pair, under the alias alone, as dialled at home, without a plus.
    private static string Row(int row, int person, int round)
    {
        var (number, lid) = (Number(person), Lid(person));
        var at = DateTimeOffset.UnixEpoch.AddYears(54).AddSeconds(row).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return (round % 4) switch
        {
            0 => $"{Own},{number},{person + 1},inbound,\"Hello, {row}\",{at},{lid}@lid",
            1 => $"lid@{lid},{Own},,outbound,שלום {row},{at},",
            2 => $"{Own},0{number[4..]},,inbound,Again {row},{at},",
            _ => $"{number[1..]},{Own},{person + 1},outbound,Answer {row},{at},",
        };
    }
}
