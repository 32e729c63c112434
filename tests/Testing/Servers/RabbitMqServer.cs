using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Testcontainers.RabbitMq;

namespace StatusTracking.Testing;

/// <summary>
/// The RabbitMQ of this test run. <c>STATUSTRACKING_TEST_RABBITMQ</c> (an amqp URL of a user that may administer) and
/// <c>STATUSTRACKING_TEST_RABBITMQ_MANAGEMENT</c> (default: the same host, port 15672) name one that is already there.
/// </summary>
public static class RabbitMqServer
{
    /// <summary>The broker and its management pages; the user is in the first.</summary>
    internal sealed record Addresses(Uri Broker, Uri Management);

    const string Image = "rabbitmq:4.1.4-management";

    internal static SharedServer<Addresses> Shared { get; } = new("rabbitmq", Given, Start, StartInDocker);

    static Addresses? Given()
    {
        if (Environment.GetEnvironmentVariable("STATUSTRACKING_TEST_RABBITMQ") is not { Length: > 0 } broker) return null;
        var url = new Uri(broker);
        var management = Environment.GetEnvironmentVariable("STATUSTRACKING_TEST_RABBITMQ_MANAGEMENT");
        return new(url, new Uri(string.IsNullOrEmpty(management) ? $"http://{url.Host}:15672" : management));
    }

    static async Task<Addresses> Start()
    {
        var settings = await PrivateServers.Start("rabbitmq");
        return new(new Uri(settings["RABBITMQ_URL"]), new Uri(settings["RABBITMQ_MANAGEMENT"]));
    }

    static async Task<Addresses> StartInDocker()
    {
        // Testcontainers' own reaper removes the container when this process ends.
        var container = new RabbitMqBuilder(Image).WithPortBinding(15672, assignRandomHostPort: true).Build();
        await container.StartAsync();
        return new(
            new Uri(container.GetConnectionString()),
            new Uri($"http://{container.Hostname}:{container.GetMappedPublicPort(15672)}"));
    }

    /// <summary>A client of the management pages' HTTP interface.</summary>
    internal static HttpClient ManagementClient(Addresses addresses)
    {
        var user = Uri.UnescapeDataString(addresses.Broker.UserInfo);
        return new HttpClient
        {
            BaseAddress = addresses.Management,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user))) },
        };
    }

    internal static string UserOf(Addresses addresses) =>
        WebUtility.UrlDecode(addresses.Broker.UserInfo.Split(':', 2)[0]);
}
