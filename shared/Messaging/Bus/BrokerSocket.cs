using System.Net.Sockets;
using RabbitMQ.Client;

namespace StatusTracking.Messaging;

/// <summary>
/// A socket to the broker whose connection ends by what it reads. RabbitMQ.Client 7.2 queues 128 frames for its socket; the first write that
/// fails ends who takes them out, and whoever then waits for room (an acknowledgement, a publish) keeps the connection from ending, for
/// good: its endpoint consumes no more, and nothing says so (its issue 1930). Here a write that fails loses its bytes, as it would on the
/// way, and ends the reading, whereupon the client closes the connection in good order.
/// </summary>
sealed class BrokerSocket : TcpClientAdapter
{
    BrokerSocket(Socket socket) : base(socket)
    {
    }

    /// <summary>For the <c>SocketFactory</c> of a connection factory.</summary>
    public static ITcpClient Make(AddressFamily family) => new BrokerSocket(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    public override NetworkStream GetStream() => new EndsByReading(Client);

    sealed class EndsByReading(Socket socket) : NetworkStream(socket)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await base.WriteAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                EndReading();
            }
        }

        void EndReading()
        {
            try
            {
                Socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It has ended by itself.
            }
        }
    }
}
