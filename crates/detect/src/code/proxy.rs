use facts::{Const, Facts, Interest};
use rules::Sink;

use super::{arguments, ask, is_this_phone, made_by, undecided};
use crate::{Detector, Unknown};

/// Connections sent through a proxy that the code names.
pub(crate) struct FixedProxy;

const PROXIES: &[(&str, usize)] =
    &[("Ljava/net/Proxy;-><init>(Ljava/net/Proxy$Type;Ljava/net/SocketAddress;)", 1)];
const ADDRESSES: &[(&str, usize)] = &[("Ljava/net/InetSocketAddress;-><init>(Ljava/lang/String;I)", 0)];
const PROPERTIES: &[(&str, usize)] =
    &[("Ljava/lang/System;->setProperty(Ljava/lang/String;Ljava/lang/String;)", 1)];
const PROPERTY_NAMES: &[&str] = &["http.proxyHost", "https.proxyHost", "socksProxyHost"];

impl Detector for FixedProxy {
    fn id(&self) -> &'static str {
        "fixed-proxy"
    }

    fn interest(&self, interest: &mut Interest) {
        [PROXIES, ADDRESSES, PROPERTIES].into_iter().for_each(|calls| ask(interest, calls));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut examined = 0u32;
        for (site, value) in arguments(facts, PROXIES) {
            examined = examined.saturating_add(1);
            let made = made_by(facts, ADDRESSES, &site.location, value);
            match made.and_then(|made| made.args.first()) {
                Some(host) => report(out, site, host),
                None if matches!(value, Const::New { .. }) => {}
                None => out.unknown(undecided(&site.location)),
            }
        }
        for (site, host) in arguments(facts, PROPERTIES) {
            let name = site.args.first().and_then(Const::text).unwrap_or_default();
            if PROPERTY_NAMES.contains(&name) {
                examined = examined.saturating_add(1);
                report(out, site, host);
            }
        }
        out.examined("proxies", examined);
        Ok(())
    }
}

/// A proxy on the phone itself, such as that of a debugging tool or of Tor, sees nothing more than the app.
fn report(out: &mut Sink<'_>, site: &facts::CallSite, host: &Const) {
    let hosts = host.each().iter().filter_map(Const::text);
    if let Some(host) = hosts.into_iter().find(|host| !host.is_empty() && !is_this_phone(host)) {
        out.fail(site.location.clone()).value("callee", &site.callee).value("host", host).anchor(host);
    }
}
