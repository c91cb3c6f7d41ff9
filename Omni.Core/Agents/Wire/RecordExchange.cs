// Listens in on the way to an agent's service: keeps what is sent and, while it is read, what comes back.
namespace Omni.Core.Agents.Wire;

internal sealed class RecordExchange(Exchange exchange, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await exchange.BeginAsync(request, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        exchange.Hear(response);
        var heard = new StreamContent(new HeardStream(await response.Content.ReadAsStreamAsync(cancellationToken), exchange));

        foreach (var (name, values) in response.Content.Headers)
        {
            heard.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = heard;
        return response;
    }
}
