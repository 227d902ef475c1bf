//! Questions about what DEX code does that need more than one call: bodies of methods, classes behind arguments, and calls
//! beside each other.

mod body;
mod certificate_error;
mod constant_seed;
mod content_access;
mod custom_cipher;
mod database_key;
mod fragment_injection;
mod ftp;
mod hostname_verifier;
mod installed_apps;
mod key_authentication;
mod local_server;
mod old_tls;
mod provider_update;
mod proxy;
mod shell_command;
mod trust_manager;

use facts::{CallSite, Const, Facts, Interest, MethodPattern};
use finding::{Location, Place, Text};

pub(crate) use body::Body;

/// Every detector for code.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &certificate_error::CertificateError,
    &constant_seed::ConstantSeed,
    &content_access::ContentAccess,
    &custom_cipher::CustomCipher,
    &database_key::DatabaseKey,
    &fragment_injection::FragmentInjection,
    &ftp::FtpClient,
    &hostname_verifier::AcceptsAll,
    &hostname_verifier::AcceptsAllOfLibrary,
    &installed_apps::InstalledApps,
    &key_authentication::KeyAuthentication,
    &local_server::LocalServer,
    &old_tls::OldTls,
    &provider_update::ProviderUpdate,
    &proxy::FixedProxy,
    &shell_command::ShellCommand,
    &trust_manager::EmptyTrustManager,
    &trust_manager::TrustAllInstalled,
];

/// Asks for calls of methods whose argument of this number decides.
fn ask(interest: &mut Interest, calls: &[(&str, usize)]) {
    for (call, argument) in calls {
        if let Ok(pattern) = MethodPattern::parse(call) {
            interest.add_call(pattern, &[*argument]);
        }
    }
}

/// Calls with the argument that decides. One whose argument only its callers know is left out where they were all looked
/// at: their calls are in the list too.
fn arguments<'f>(
    facts: &'f Facts<'_>,
    calls: &'f [(&'f str, usize)],
) -> impl Iterator<Item = (&'f CallSite, &'f Const)> {
    let sites = calls.iter().flat_map(|(call, argument)| {
        let sites = facts.code.calls_to(call);
        sites.filter_map(move |site| Some((site, site.args.get(*argument)?)))
    });
    sites.filter(|(site, value)| !(site.traced && value.has_parameter()))
}

/// The constructor call of the object that a method made at this code unit, among calls of constructors.
fn made_by<'f>(
    facts: &'f Facts<'_>,
    constructors: &'f [(&'f str, usize)],
    place: &Location,
    object: &Const,
) -> Option<&'f CallSite> {
    let sites = constructors.iter().flat_map(|(call, _)| facts.code.calls_to(call));
    sites.into_iter().find(|site| site.receiver == *object && same_method(&site.location, place))
}

/// Whether two places lie in one method.
fn same_method(a: &Location, b: &Location) -> bool {
    match (&a.place, &b.place) {
        (Place::Code { class, method, .. }, Place::Code { class: other_class, method: other_method, .. }) => {
            class == other_class && method == other_method && a.artifact == b.artifact
        }
        _ => false,
    }
}

/// Whether a host is the phone that the app runs on.
fn is_this_phone(host: &str) -> bool {
    matches!(host, "localhost" | "::1" | "[::1]" | "ip6-localhost") || host.starts_with("127.")
}

/// The code around a place cannot be read to the end.
fn unreadable(place: &Location) -> Text {
    Text::new(format!("{place}: the code cannot be read"), format!("{place}：程式碼無法讀取"))
}

/// What decides at a place is not known.
fn undecided(place: &Location) -> Text {
    Text::new(
        format!("{place}: an argument is not a constant in this method"),
        format!("{place}：引數非此方法內之常數"),
    )
}
