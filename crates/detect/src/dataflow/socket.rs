use std::collections::BTreeSet;

use facts::{CallSite, Facts, Interest, MethodId};
use rules::Sink;

use super::{ask, calls};
use crate::{Detector, Unknown};

/// A TLS socket whose certificate may be that of any host.
pub(crate) struct UncheckedHost;

const SOCKETS: &[&str] =
    &["Ljavax/net/ssl/SSLSocketFactory;->createSocket(*)", "Ljavax/net/SocketFactory;->createSocket(*)"];
/// Calls that compare the host with the certificate, or make the handshake do so.
const CHECKS: &[&str] = &[
    "Ljavax/net/ssl/HostnameVerifier;->verify(Ljava/lang/String;Ljavax/net/ssl/SSLSession;)",
    "Ljavax/net/ssl/SSLParameters;->setEndpointIdentificationAlgorithm(Ljava/lang/String;)",
    "Lorg/apache/http/conn/ssl/X509HostnameVerifier;->verify(*)",
    "Lokhttp3/internal/tls/OkHostnameVerifier;->verify(*)",
];
/// Factories that compare the host themselves, and libraries whose own code does so elsewhere.
const CAREFUL: &[&str] = &[
    "Lokhttp3/",
    "Lcom/squareup/okhttp/",
    "Lcom/android/okhttp/",
    "Lorg/conscrypt/",
    "Lcom/google/android/gms/org/conscrypt/",
    "Lorg/apache/http/",
    "Lcz/msebera/android/httpclient/",
    "Lio/netty/",
    "Lio/grpc/",
];
/// How far from the call, along callers or callees, the host may be compared.
const LEVELS: usize = 3;
const MAX_METHODS: usize = 512;

impl Detector for UncheckedHost {
    fn id(&self) -> &'static str {
        "unchecked-socket-host"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, SOCKETS);
        ask(interest, CHECKS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let checking: BTreeSet<MethodId> = CHECKS
            .iter()
            .flat_map(|pattern| facts.code.direct_calls_to(pattern))
            .map(|site| site.caller)
            .collect();
        let mut slicer = facts.code.slicer();
        for site in calls(facts, out, SOCKETS) {
            let signature = facts.code.classes.signature(site.caller).unwrap_or_default();
            let class = signature.split("->").next().unwrap_or_default();
            // A factory around a factory: who uses it compares the host.
            let is_factory = ["Ljavax/net/ssl/SSLSocketFactory;", "Ljavax/net/SocketFactory;"]
                .iter()
                .any(|factory| facts.code.classes.extends(class, factory));
            if is_factory
                || CAREFUL.iter().any(|prefix| class.starts_with(prefix))
                || !is_tls(&mut slicer, site)
            {
                continue;
            }
            if !is_checked_near(facts, site.caller, class, &checking) {
                out.fail(site.location.clone()).value("callee", &site.callee);
            }
        }
        Ok(())
    }
}

/// Whether the factory makes TLS sockets: its type says so, or where it comes from.
fn is_tls(slicer: &mut facts::Slicer<'_, '_>, site: &CallSite) -> bool {
    if !site.callee.starts_with("Ljavax/net/SocketFactory;") {
        return true;
    }
    slicer.object(site.caller, site.pc, facts::Which::Receiver).is_some_and(|slice| {
        slice.calls().any(|(_, callee)| {
            callee.ends_with(")Ljavax/net/ssl/SSLSocketFactory;")
                || callee.starts_with("Ljavax/net/ssl/SSLSocketFactory;->getDefault(")
        })
    })
}

/// Whether the host is compared in the class of a call, or in what calls it or is called there.
fn is_checked_near(facts: &Facts<'_>, caller: MethodId, class: &str, checking: &BTreeSet<MethodId>) -> bool {
    let code = &facts.code;
    let outer = class.split(['$', ';']).next().unwrap_or_default();
    let of_class = checking.iter().any(|method| {
        let signature = code.classes.signature(*method).unwrap_or_default();
        signature.split(['$', ';']).next() == Some(outer)
    });
    let reaches = |upwards: bool| {
        let mut methods = vec![caller];
        let mut from = 0;
        for _ in 0..LEVELS {
            let until = methods.len();
            for at in from..until {
                let Some(method) = methods.get(at).copied() else { continue };
                let room = MAX_METHODS.saturating_sub(methods.len());
                if upwards {
                    methods.extend(code.graph.callers_of(&code.classes, method).take(room));
                } else {
                    methods.extend(code.graph.callees(method).take(room));
                }
            }
            from = until;
        }
        methods.iter().any(|method| {
            checking.contains(method)
                || (upwards && code.graph.callees(*method).any(|one| checking.contains(&one)))
        })
    };
    of_class || reaches(true) || reaches(false)
}
