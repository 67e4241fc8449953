import { describe, expect, it } from "vitest";
import { isPublicAddress } from "../../src/oidc/public-address.ts";

// attack 45
describe("isPublicAddress (RFC 6890)", () => {
  it.each([
    ["this network", "0.0.0.0", "0.255.255.255"],
    ["private", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1"],
    ["of a carrier", "100.64.0.1", "100.127.255.255"],
    ["loopback", "127.0.0.1", "127.255.255.254", "::1"],
    ["link-local", "169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1"],
    ["of protocols", "192.0.0.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "2001:2::1", "2001:20::1"],
    ["documentation", "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
    ["multicast", "224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
    ["reserved, or broadcast", "240.0.0.1", "255.255.255.255", "4000::1", "5f00::1"],
    ["unspecified", "::", "0:0:0:0:0:0:0:0"],
    ["unique local, or site-local", "fc00::1", "fd12:3456:789a::1", "fec0::1"],
    ["IPv4-mapped, private or not", "::ffff:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:ffff:a9fe:a9fe", "::ffff:8.8.8.8"],
    ["IPv4-compatible or translated", "::127.0.0.1", "::ffff:0:127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1"],
    ["6to4", "2002:7f00:1::1", "2002:a9fe:a9fe::1"],
    ["Teredo", "2001::1", "2001:0:7f00:1::1"],
    ["no address", "", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "1.2.3.4.5", "[::1]", "999.1.1.1"],
  ])("refuses what is %s", (_, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it("takes what may be anybody's", () => {
    const addresses = ["8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "169.253.0.1"];
    const more = ["223.255.255.255", "198.17.0.1", "192.0.1.1", "2606:4700::1", "2a00:1450:4001::1", "2001:4860:4860::8888"];
    expect([...addresses, ...more].filter((address) => !isPublicAddress(address))).toEqual([]);
  });
});
