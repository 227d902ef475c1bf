use facts::{CallSite, Const, Facts, Interest};
use finding::{Location, Origin, Place, Severity};
use rules::Sink;

use super::{arguments, ask, is_this_phone, made_by, same_method, undecided};
use crate::{Detector, Unknown};

/// A server inside the app that others on the phone or in the network can reach.
pub(crate) struct LocalServer;

/// Servers on every address, with their port.
const EVERYWHERE: &[(&str, usize)] = &[
    ("Ljava/net/ServerSocket;-><init>(I)", 0),
    ("Ljava/net/ServerSocket;-><init>(II)", 0),
    ("Ljavax/net/ServerSocketFactory;->createServerSocket(I)", 0),
    ("Ljavax/net/ServerSocketFactory;->createServerSocket(II)", 0),
    ("Lfi/iki/elonen/NanoHTTPD;-><init>(I)", 0),
    ("Lorg/nanohttpd/protocols/http/NanoHTTPD;-><init>(I)", 0),
    ("Lcom/koushikdutta/async/http/server/AsyncHttpServer;->listen(I)", 0),
];
/// Servers on an address that an argument gives: an `InetAddress`, a socket address or a host name.
const AT_ADDRESS: &[(&str, usize)] = &[
    ("Ljava/net/ServerSocket;-><init>(IILjava/net/InetAddress;)", 2),
    ("Ljavax/net/ServerSocketFactory;->createServerSocket(IILjava/net/InetAddress;)", 2),
    ("Ljava/net/ServerSocket;->bind(Ljava/net/SocketAddress;*)", 0),
    ("Lfi/iki/elonen/NanoHTTPD;-><init>(Ljava/lang/String;I)", 0),
    ("Lorg/nanohttpd/protocols/http/NanoHTTPD;-><init>(Ljava/lang/String;I)", 0),
];
const SOCKET_ADDRESSES: &[(&str, usize)] = &[
    ("Ljava/net/InetSocketAddress;-><init>(I)", usize::MAX),
    ("Ljava/net/InetSocketAddress;-><init>(Ljava/lang/String;I)", 0),
    ("Ljava/net/InetSocketAddress;-><init>(Ljava/net/InetAddress;I)", 0),
];
const BY_NAME: &[(&str, usize)] = &[("Ljava/net/InetAddress;->getByName(Ljava/lang/String;)", 0)];
/// Sockets with a name in place of a port; every app can connect to them.
const NAMED: &[(&str, usize)] = &[("Landroid/net/LocalServerSocket;-><init>(Ljava/lang/String;)", 0)];

/// From where a server can be reached.
#[derive(Clone, Copy, PartialEq)]
enum Reach {
    Network,
    Phone,
    Unknown,
}

fn of_host(value: &Const) -> Reach {
    match value {
        // Null and an empty name stand for every address.
        Const::Int(0) => Reach::Network,
        Const::Text(host) if is_this_phone(host) => Reach::Phone,
        Const::Text(_) => Reach::Network,
        _ => Reach::Unknown,
    }
}

fn of_address(facts: &Facts<'_>, site: &CallSite, value: &Const) -> Reach {
    match value {
        Const::Result(method) if method.starts_with("Ljava/net/InetAddress;->getLoopbackAddress(") => {
            Reach::Phone
        }
        Const::Result(method) if method.starts_with("Ljava/net/InetAddress;->getByName(") => {
            let mut names = arguments(facts, BY_NAME)
                .filter(|(other, _)| same_method(&other.location, &site.location))
                .map(|(_, name)| of_host(name));
            match (names.next(), names.next()) {
                (Some(only), None) => only,
                _ => Reach::Unknown,
            }
        }
        Const::Result(method) if method.starts_with("Ljava/net/InetAddress;->getLocalHost(") => Reach::Phone,
        Const::New { .. } => match made_by(facts, SOCKET_ADDRESSES, &site.location, value) {
            Some(made) if made.args.len() == 1 => Reach::Network,
            Some(made) => made.args.first().map_or(Reach::Unknown, |host| of_address(facts, site, host)),
            None => Reach::Unknown,
        },
        other => of_host(other),
    }
}

impl Detector for LocalServer {
    fn id(&self) -> &'static str {
        "local-server"
    }

    fn interest(&self, interest: &mut Interest) {
        for calls in [EVERYWHERE, AT_ADDRESS, SOCKET_ADDRESSES, BY_NAME, NAMED] {
            ask(interest, calls);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let everywhere = EVERYWHERE.iter().flat_map(|(call, _)| facts.code.calls_to(call));
        let everywhere = everywhere.filter(|site| site.via.is_empty()).map(|site| (site, Reach::Network));
        let at_address = arguments(facts, AT_ADDRESS).map(|(site, value)| {
            let mut reach = value.each().iter().map(|one| of_address(facts, site, one));
            let first = reach.next().unwrap_or(Reach::Unknown);
            (site, if reach.all(|other| other == first) { first } else { Reach::Unknown })
        });
        let named = NAMED.iter().flat_map(|(call, _)| facts.code.calls_to(call));
        let named = named.filter(|site| site.via.is_empty()).map(|site| (site, Reach::Network));
        let mut examined = 0u32;
        for (site, reach) in everywhere.chain(at_address).chain(named) {
            // Inside of a server library, the address is what its callers ask for.
            let class = site.callee.split("->").next().unwrap_or_default();
            if is_in_library(&site.location) {
                continue;
            }
            examined = examined.saturating_add(1);
            match reach {
                Reach::Unknown if matches!(facts.origin_of(&site.location), Origin::ThirdParty(_)) => {}
                Reach::Unknown => out.unknown(undecided(&site.location)),
                Reach::Network | Reach::Phone => {
                    let name = site.args.first().and_then(Const::text).unwrap_or("*");
                    let address = match reach {
                        Reach::Phone => "127.0.0.1".to_owned(),
                        _ if class == "Landroid/net/LocalServerSocket;" => format!("localabstract:{name}"),
                        _ => "*".to_owned(),
                    };
                    let draft = out.fail(site.location.clone());
                    let draft = draft.value("callee", &site.callee).value("address", address);
                    let draft = draft.anchor(&site.callee);
                    // Port 0 is mostly asked for to learn of a free port.
                    if reach == Reach::Phone || site.args.first() == Some(&Const::Int(0)) {
                        draft.severity(Severity::Low);
                    }
                }
            }
        }
        out.examined("servers", examined);
        Ok(())
    }
}

fn is_in_library(location: &Location) -> bool {
    let libraries =
        ["Lfi/iki/elonen/", "Lorg/nanohttpd/", "Lcom/koushikdutta/async/", "Lokhttp3/mockwebserver"];
    matches!(&location.place, Place::Code { class, .. } if libraries.iter().any(|one| class.starts_with(one)))
}
