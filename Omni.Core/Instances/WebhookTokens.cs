using System.Buffers.Text;
using System.Security.Cryptography;

namespace Omni.Core.Instances;

internal static class WebhookTokens
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
