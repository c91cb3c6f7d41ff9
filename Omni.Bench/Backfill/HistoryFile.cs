// A hundred thousand messages split as seeds/001 describes: what a person wrote stands under their number, what they were answered under lid@… or another form.
using System.Globalization;
using System.Text;

namespace Omni.Bench.Backfill;

internal static class HistoryFile
{
    public const int Rows = 100_000;
    public const int Persons = 2_000;

    public static byte[] Write()
    {
        var text = new StringBuilder("to_number,from_number,lead_id,direction,body,created_at,remote_jid\n");

        for (var row = 0; row < Rows; row++)
        {
            text.Append(Row(row, row % Persons, row / Persons)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // Round by round another form: with the pair, under the alias alone, as dialled at home, without a plus.
    private static string Row(int row, int person, int round)
    {
        const string Own = "+972500000099";
        var number = string.Create(CultureInfo.InvariantCulture, $"+97254{9750000 + person}");
        var lid = string.Create(CultureInfo.InvariantCulture, $"87600000{person:D6}");
        var at = DateTimeOffset.UnixEpoch.AddYears(54).AddSeconds(row).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return (round % 4) switch
        {
            0 => $"{Own},{number},{person + 1},inbound,\"Hello, is it still there? {row}\",{at},{lid}@lid",
            1 => $"lid@{lid},{Own},,outbound,שלום {row},{at},",
            2 => $"{Own},0{number[4..]},,inbound,Thanks {row},{at},",
            _ => $"{number[1..]},{Own},{person + 1},outbound,With pleasure {row},{at},",
        };
    }
}
