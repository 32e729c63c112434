using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace StatusTracking.Testing.Tests;

public class When_a_test_looks_for_a_place
{
    [Fact]
    public void The_repository_is_where_global_json_is() => File.Exists(Repository.File("global.json")).ShouldBeTrue();

    [Fact]
    public void An_assembly_is_found_where_this_build_put_it() => File.Exists(Repository.Assembly("Testing.Tests")).ShouldBeTrue();

    [Fact]
    public void A_folder_of_its_own_is_gone_with_it()
    {
        string path;
        using (var folder = new TempDirectory())
        {
            path = folder.Path;
            Directory.CreateDirectory(folder.File("inner"));
        }

        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void A_free_port_can_be_listened_on_and_is_given_once()
    {
        var ports = Enumerable.Range(0, 20).Select(_ => FreePort.Next()).ToList();

        ports.ShouldBeUnique();
        using var listener = new TcpListener(IPAddress.Loopback, ports[0]);
        listener.Start();
    }

    [Fact]
    public void Test_data_that_lacks_a_file_is_a_mistake_and_no_reason_to_skip()
    {
        Assert.SkipWhen(TestData.Folder is null, TestData.Absent);

        Should.Throw<FileNotFoundException>(() => TestData.Require("no", "such.file"));
    }
}
