using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace StatusTracking.Testing;

/// <summary>
/// Ports for processes that cannot choose one themselves. Below 32768: above it the system may have given a port to an
/// outgoing connection by the time the process listens.
/// </summary>
public static class FreePort
{
    static readonly Lock Gate = new();
    static readonly HashSet<int> Given = [];

    /// <summary>A port on which nobody listens, and which this run has not been given before.</summary>
    public static int Next()
    {
        lock (Gate)
        {
            var busy = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = Random.Shared.Next(12_000, 20_000);
                if (!busy.Contains(port) && Given.Add(port) && CanListen(port)) return port;
            }
        }

        throw new InvalidOperationException("No free port between 12000 and 20000");
    }

    static bool CanListen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
