use facts::{Const, Facts, Interest, location_of};
use rules::Sink;

use super::{Body, arguments, ask, unreadable};
use crate::{Detector, Unknown};

/// A trust manager whose server check never refuses a certificate.
pub(crate) struct EmptyTrustManager;
/// Such a trust manager given to the connections of the app.
pub(crate) struct TrustAllInstalled;

/// The interface and the abstract class an app can implement.
const TYPES: &[&str] = &["Ljavax/net/ssl/X509TrustManager;", "Ljavax/net/ssl/X509ExtendedTrustManager;"];

/// Calls that put a trust manager into force, with the argument that holds it or a list of them.
const INSTALLS: &[(&str, usize)] = &[
    (
        "Ljavax/net/ssl/SSLContext;->init([Ljavax/net/ssl/KeyManager;[Ljavax/net/ssl/TrustManager;Ljava/security/SecureRandom;)",
        1,
    ),
    (
        "Lokhttp3/OkHttpClient$Builder;->sslSocketFactory(Ljavax/net/ssl/SSLSocketFactory;Ljavax/net/ssl/X509TrustManager;)",
        1,
    ),
];

/// Calls that refuse a bad certificate themselves. That a certificate has not expired says nothing about who made it, so
/// `checkValidity` is none of them.
fn refuses(callee: &str) -> bool {
    let name = callee.rsplit("->").next().unwrap_or_default();
    matches!(name, "checkServerTrusted" | "validate" | "checkTrusted")
        || (name == "verify" && callee.starts_with("Ljava/security/cert/"))
}

/// Whether a check of the server lets every certificate pass; `None` when its code cannot be told.
fn accepts_all(body: &Body<'_, '_>) -> Option<bool> {
    // What is thrown before any look at the chain is thrown for a missing chain, or always.
    Some(!body.can_refuse(&refuses)? || (body.returns() && !body.can_refuse_by_first_parameter(&refuses)?))
}

/// The checks of the server that a class defines.
fn checks<'f, 'a>(
    file: &'f facts::DexFile<'a>,
    class: &'f dex::Class,
) -> impl Iterator<Item = dex::Method> + use<'f, 'a> {
    let mut methods = class.methods(&file.dex);
    std::iter::from_fn(move || {
        methods.by_ref().find(|method| {
            let reference = file.dex.method(method.idx);
            let name = reference.and_then(|reference| file.dex.string_bytes(reference.name));
            name == Some(b"checkServerTrusted") && method.code_offset != 0
        })
    })
}

/// Whether a class of the app lets every certificate pass, by itself or by what it inherits.
fn class_accepts_all(facts: &Facts<'_>, descriptor: &str) -> bool {
    let classes = &facts.code.classes;
    let Some(id) = classes.id(descriptor) else { return false };
    for (file, class) in classes.ancestors(id).into_iter().filter_map(|id| classes.class(id)) {
        let mut found = checks(file, &class).peekable();
        if found.peek().is_none() {
            continue;
        }
        return found.any(|method| {
            Body::of(classes, file, &method).and_then(|body| accepts_all(&body)) == Some(true)
        });
    }
    false
}

impl Detector for EmptyTrustManager {
    fn id(&self) -> &'static str {
        "empty-trust-manager"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let classes = &facts.code.classes;
        let mut checked = 0u32;
        let mut subtypes: Vec<_> = TYPES.iter().flat_map(|type_| classes.subtypes(type_)).collect();
        subtypes.dedup_by_key(|(file, class)| (file.artifact.clone(), class.index));
        for (file, class) in subtypes {
            for method in checks(file, &class) {
                checked = checked.saturating_add(1);
                let place = location_of(file, &method, None);
                match Body::of(classes, file, &method).and_then(|body| accepts_all(&body)) {
                    Some(false) => {}
                    Some(true) => {
                        out.fail(place).value("method", "checkServerTrusted");
                    }
                    None => out.unknown(unreadable(&place)),
                }
            }
        }
        out.examined("trust managers", checked);
        Ok(())
    }
}

impl Detector for TrustAllInstalled {
    fn id(&self) -> &'static str {
        "trust-all-installed"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, INSTALLS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut examined = 0u32;
        for (site, value) in arguments(facts, INSTALLS) {
            examined = examined.saturating_add(1);
            let lists = value.each().iter().flat_map(|one| match one {
                Const::List(elements) => elements.iter(),
                one => std::slice::from_ref(one).iter(),
            });
            let managers = lists.flat_map(Const::each).filter_map(|one| match one {
                Const::New { class, .. } => Some(class),
                _ => None,
            });
            if let Some(class) = managers.into_iter().find(|class| class_accepts_all(facts, class)) {
                out.fail(site.location.clone())
                    .value("callee", &site.callee)
                    .value("class", class)
                    .anchor(&site.callee);
            }
        }
        out.examined("calls", examined);
        Ok(())
    }
}
