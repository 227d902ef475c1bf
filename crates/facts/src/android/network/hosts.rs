//! Host names: which the platform can match, which stay on the site, and those in texts.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a host name or address stays on the device or in a private network.
pub fn is_local_host(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return is_local_v4(address);
    }
    if let Ok(address) = host.trim_matches(['[', ']']).parse::<Ipv6Addr>() {
        let [first, ..] = address.segments();
        // Unique local addresses are fc00::/7, link-local ones fe80::/10.
        let private = first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80;
        let mapped = address.to_ipv4_mapped().is_some_and(is_local_v4);
        return address.is_loopback() || address.is_unspecified() || private || mapped;
    }
    // The last label decides: RFC 6761 for localhost, RFC 6762 for local, RFC 8375 for home.arpa.
    let last = host.rsplit('.').next().unwrap_or_default();
    matches!(last, "localhost" | "local" | "localdomain")
        || matches!(host.as_str(), "ip6-localhost" | "home.arpa")
        || host.ends_with(".home.arpa")
}

fn is_local_v4(address: Ipv4Addr) -> bool {
    address.is_loopback() || address.is_private() || address.is_link_local() || address.is_unspecified()
}

/// Whether the platform can find a host for a domain of the configuration. It compares with host names letter by letter:
/// no wildcard, no scheme, no port, no path, and no dot at the end, which it takes off the host.
pub(super) fn can_match(domain: &str) -> bool {
    if domain.parse::<Ipv6Addr>().is_ok() || domain.trim_matches(['[', ']']).parse::<Ipv6Addr>().is_ok() {
        return true;
    }
    let odd = |c: char| c.is_whitespace() || matches!(c, '*' | '/' | ':' | '@' | '?' | '#' | '%' | '\\');
    !domain.is_empty() && !domain.contains(odd) && !domain.starts_with('.') && !domain.ends_with('.')
}

/// Longest host name that DNS carries.
const MAX_HOST: usize = 253;

/// Hosts of the `http`, `https`, `ws` and `wss` addresses in a text, in lower case and in the order of the text; true for
/// the encrypted ones.
pub fn hosts_in(text: &str) -> Vec<(String, bool)> {
    let lower = text.to_ascii_lowercase();
    let mut hosts: Vec<(String, bool)> = Vec::new();
    for (at, _) in lower.match_indices("://") {
        let (before, after) = lower.split_at(at);
        let Some(after) = after.get(3..) else { continue };
        let encrypted = before.ends_with("https") || before.ends_with("wss");
        if !encrypted && !before.ends_with("http") && !before.ends_with("ws") {
            continue;
        }
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'));
        let (host, rest) = after.split_at(end.unwrap_or(after.len()));
        let host = host.trim_matches('.');
        // `https://%s.example` and `https://user@host` name no host here.
        let closed = !rest.starts_with(['%', '@', '$', '{', '*']);
        if host.contains('.') && host.len() <= MAX_HOST && closed {
            hosts.push((host.to_owned(), encrypted));
        }
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_stay_on_the_site_are_told_apart() {
        for local in [
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "printer.local",
            "127.0.0.1",
            "10.0.2.2",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.1.1",
            "0.0.0.0",
            "::1",
            "[::1]",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "router.home.arpa",
            "local",
        ] {
            assert!(is_local_host(local), "{local}");
        }
        for public in [
            "example.com",
            "localhost.example.com",
            "172.32.0.1",
            "8.8.8.8",
            "2001:db8::1",
            "mylocal",
            "10.0.2",
        ] {
            assert!(!is_local_host(public), "{public}");
        }
    }

    #[test]
    fn only_names_without_ornaments_match_a_host() {
        for wanted in
            ["example.com", "localhost", "10.0.2.2", "::1", "證券.example", "xn--5nq.example", "com"]
        {
            assert!(can_match(wanted), "{wanted}");
        }
        for dead in
            ["*.example.com", "https://example.com", "example.com:443", "example.com/api", "example.com.", ""]
        {
            assert!(!can_match(dead), "{dead}");
        }
    }

    #[test]
    fn hosts_are_taken_out_of_texts() {
        let hosts = |text| hosts_in(text).into_iter().map(|(host, _)| host).collect::<Vec<_>>();
        assert_eq!(
            hosts("see https://API.example.com/v1, wss://q.example.com:8443 and http://old.example.com."),
            ["api.example.com", "q.example.com", "old.example.com"]
        );
        assert_eq!(hosts_in("ws://a.b wss://c.d"), [("a.b".to_owned(), false), ("c.d".to_owned(), true)]);
        assert!(hosts("https:// https://%s.example.com https://localhost ://b.c ftp://a.b").is_empty());
        assert!(hosts("https://www.%s.com https://{host}.a.b https://user@a.b https://a.b.%s").is_empty());
    }
}
