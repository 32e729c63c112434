namespace StatusTracking.Orders;

static class Program
{
    static Task Main() => Task.CompletedTask;
}
