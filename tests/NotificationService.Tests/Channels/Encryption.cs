using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using FoodDelivery.NotificationService.Channels;

namespace FoodDelivery.NotificationService.Tests.Channels;

public sealed class Encryption
{
    // RFC 8291, section 5 and appendix A.
    private const string Text = "When I grow up, I want to be a watermelon";
    private const string DevicePublic = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    private const string DevicePrivate = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    private const string SenderPublic = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    private const string SenderPrivate = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private const string Auth = "BTBZMqHH6r4Tts7J_aSIgg";
    private const string Salt = "DGv6ra1nlYgDCS1FRnbzlw";
    private const string Body =
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    [Fact]
    public void The_example_of_the_standard_comes_out()
    {
        using var once = Key(SenderPublic, SenderPrivate);
        var body = PushEncryption.Encrypt(Encoding.UTF8.GetBytes(Text), Bytes(DevicePublic), Bytes(Auth), once, Bytes(Salt));
        Assert.Equal(Body, Base64Url.EncodeToString(body));
    }

    [Fact]
    public void The_tests_own_device_reads_the_example_of_the_standard()
    {
        using var device = Key(DevicePublic, DevicePrivate);
        Assert.Equal(Text, Encoding.UTF8.GetString(PushDevice.Decrypt(Bytes(Body), device, Bytes(Auth))));
    }

    [Fact]
    public void Each_message_has_a_key_and_a_salt_of_its_own_and_the_longest_is_taken()
    {
        using var device = Key(DevicePublic, DevicePrivate);
        var text = RandomNumberGenerator.GetBytes(PushEncryption.Longest);
        var (one, two) = (PushEncryption.Encrypt(text, Bytes(DevicePublic), Bytes(Auth)), PushEncryption.Encrypt(text, Bytes(DevicePublic), Bytes(Auth)));
        Assert.Equal(4096, one.Length);
        Assert.NotEqual(one[..86], two[..86]);
        Assert.Equal(text, PushDevice.Decrypt(one, device, Bytes(Auth)));
    }

    [Fact]
    public void A_key_is_a_point_of_the_curve()
    {
        Assert.True(PushEncryption.IsPoint(Bytes(DevicePublic)));
        var bent = Bytes(DevicePublic);
        bent[64] ^= 1;
        Assert.False(PushEncryption.IsPoint(bent));
        Assert.False(PushEncryption.IsPoint(Bytes(DevicePublic)[..64]));
        Assert.False(PushEncryption.IsPoint([]));
    }

    [Fact]
    public void Keys_that_do_not_belong_together_are_no_pair()
    {
        Assert.True(Vapid.IsPair(SenderPublic, SenderPrivate));
        Assert.False(Vapid.IsPair(DevicePublic, SenderPrivate));
        Assert.False(Vapid.IsPair("nonsense!", SenderPrivate));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2a00:1450:4001::200e", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    public void Only_public_addresses_are_public(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddresses.Contains(IPAddress.Parse(address)));

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);

    private static ECDiffieHellman Key(string publicKey, string privateKey) => ECDiffieHellman.Create(PushEncryption.Point(Bytes(publicKey)) with { D = Bytes(privateKey) });
}
