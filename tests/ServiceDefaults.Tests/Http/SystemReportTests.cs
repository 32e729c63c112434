using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace StatusTracking.ServiceDefaults.Tests.Http;

public sealed class When_settings_are_shown
{
    [Theory]
    [InlineData("Auth:ApiKey", "st_abc", SystemReports.Masked)]
    [InlineData("Auth:AdminPassword", "hunter2", SystemReports.Masked)]
    [InlineData("Auth:TokenKey", "0123", SystemReports.Masked)]
    [InlineData("Sms:Twilio:AuthToken", "0123", SystemReports.Masked)]
    [InlineData("Payments:WebhookSecrets:0", "whsec_1", SystemReports.Masked)]
    [InlineData("RabbitMq:Url", "amqp://orders:p%40ss:word@broker:5672/shop", $"amqp://orders:{SystemReports.Masked}@broker:5672/shop")]
    [InlineData("RabbitMq:Url", "amqp://broker:5672/shop", "amqp://broker:5672/shop")]
    [InlineData("Database:ConnectionString", "Host=db;Username=shop;Password=a b;Database={service}", $"Host=db;Username=shop;Password={SystemReports.Masked};Database={{service}}")]
    [InlineData("Database:ConnectionString", "Server=db;pwd = \"x;y\";Encrypt=true", $"Server=db;pwd={SystemReports.Masked};Encrypt=true")]
    [InlineData("Messaging:KeepIdempotencyKeys", "7.00:00:00", "7.00:00:00")]
    public void Whatever_looks_like_a_secret_is_masked(string key, string value, string shown) =>
        SystemReports.Settings(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build()).ShouldBe([new Setting(key, shown)]);

    [Fact]
    public void What_is_not_ours_is_not_shown() =>
        SystemReports.Settings(new ConfigurationBuilder().AddInMemoryCollection([new("AWS_SECRET", "x"), new("PATH", "/bin"), new("Database:Provider", "Sqlite"), new("Database", null)]).Build())
            .ShouldBe([new Setting("Database:Provider", "Sqlite")]);
}
