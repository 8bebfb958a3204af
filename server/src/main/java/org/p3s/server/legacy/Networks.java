package org.p3s.server.legacy;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Networks by their addresses, as {@code 10.1.0.0/16}; an address alone is a network of one. */
record Networks(List<IpSubnetFilterRule> rules) {

  static Networks of(List<String> texts) {
    return new Networks(texts.stream().map(String::strip).map(Networks::rule).toList());
  }

  private static IpSubnetFilterRule rule(String text) {
    String address = text.replaceFirst("/.*", "");
    boolean short4 = NetUtil.isValidIpV4Address(address);
    int most = short4 ? 32 : 128;
    String bits = text.contains("/") ? text.substring(text.indexOf('/') + 1) : "" + most;
    if (!(short4 || NetUtil.isValidIpV6Address(address))
        || !bits.matches("[0-9]{1,3}")
        || Integer.parseInt(bits) > most) {
      throw new IllegalStateException(
          "P3S_LEGACY_NETWORKS: '%s' is no network; write addresses such as 10.1.0.0/16 with commas between them."
              .formatted(text));
    }
    return new IpSubnetFilterRule(address, Integer.parseInt(bits), IpFilterRuleType.ACCEPT);
  }

  /** Whether an address, which is given in numbers, is in one of them. */
  boolean contain(String address) {
    if (address == null) {
      return false;
    }
    try {
      InetSocketAddress socket = new InetSocketAddress(InetAddress.getByName(address), 0);
      return rules.stream().anyMatch(each -> each.matches(socket));
    } catch (UnknownHostException e) {
      // no address in numbers: nobody whom we could place
      return false;
    }
  }
}
