// One HTTP/1.1 connection that is kept alive, with one request at a time. By hand, because the load shares its two cores with what it measures.
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Omni.Bench.Load;

internal sealed class KeptConnection(Socket socket) : IDisposable
{
    private readonly byte[] _answer = new byte[64 * 1024];

    public static async Task<KeptConnection> OpenAsync(IPEndPoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        return new(socket);
    }

    /// <summary>Sends a whole request and reads the whole answer. Answers its status.</summary>
    public async Task<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
        {
            request = request[await socket.SendAsync(request)..];
        }

        var filled = 0;

        do
        {
            var read = await socket.ReceiveAsync(_answer.AsMemory(filled));

            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            filled += read;
        }
        while (!IsWhole(_answer.AsSpan(0, filled)));

        return Utf8Parser.TryParse(_answer.AsSpan(9, 3), out int status, out _) ? status : 0;
    }

    public void Dispose() => socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);

        if (end < 0)
        {
            return false;
        }

        var length = answer[..end].IndexOf("Content-Length: "u8);
        return length >= 0 && Utf8Parser.TryParse(answer[(length + "Content-Length: "u8.Length)..], out int bytes, out _)
            ? answer.Length >= end + 4 + bytes
            : answer.EndsWith("\r\n0\r\n\r\n"u8) || answer[(end + 4)..].SequenceEqual("0\r\n\r\n"u8);
    }
}
