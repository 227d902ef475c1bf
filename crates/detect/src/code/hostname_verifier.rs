use facts::{Const, Facts, Interest, location_of};
use finding::Origin;
use rules::Sink;

use super::{arguments, ask, undecided, unreadable};
use crate::{Detector, Unknown};

/// A host name verifier of the app that says yes on every path.
pub(crate) struct AcceptsAll;
/// A verifier of an HTTP library that accepts every host name, given to the connections of the app.
pub(crate) struct AcceptsAllOfLibrary;

/// Verifiers of HTTP libraries that accept everything. That they are in the package is no weakness yet; their use is.
const OF_LIBRARIES: &[&str] = &[
    "Lorg/apache/http/conn/ssl/AllowAllHostnameVerifier;",
    "Lorg/apache/http/conn/ssl/NoopHostnameVerifier;",
    "Lorg/apache/hc/client5/http/ssl/NoopHostnameVerifier;",
    "Lcz/msebera/android/httpclient/conn/ssl/AllowAllHostnameVerifier;",
    "Lcz/msebera/android/httpclient/conn/ssl/NoopHostnameVerifier;",
    "Lch/boye/httpclientandroidlib/conn/ssl/AllowAllHostnameVerifier;",
];

/// The same as a constant of the socket factories of these libraries.
const CONSTANT: &str = "ALLOW_ALL_HOSTNAME_VERIFIER";

/// Calls that put a verifier into force, with the argument that is one.
const SETTERS: &[(&str, usize)] = &[
    ("Ljavax/net/ssl/HttpsURLConnection;->setHostnameVerifier(Ljavax/net/ssl/HostnameVerifier;)", 0),
    ("Ljavax/net/ssl/HttpsURLConnection;->setDefaultHostnameVerifier(Ljavax/net/ssl/HostnameVerifier;)", 0),
    ("Lokhttp3/OkHttpClient$Builder;->hostnameVerifier(*)", 0),
    ("Lcom/squareup/okhttp/OkHttpClient;->setHostnameVerifier(*)", 0),
    ("Lorg/apache/http/conn/ssl/SSLSocketFactory;->setHostnameVerifier(*)", 0),
    ("Lorg/apache/http/impl/client/HttpClientBuilder;->setHostnameVerifier(*)", 0),
    ("Lorg/apache/http/impl/client/HttpClientBuilder;->setSSLHostnameVerifier(*)", 0),
    ("Lorg/apache/http/conn/ssl/SSLSocketFactory;-><init>(Ljavax/net/ssl/SSLContext;L*)", 1),
    ("Lorg/apache/http/conn/ssl/SSLConnectionSocketFactory;-><init>(Ljavax/net/ssl/SSLContext;L*)", 1),
    ("Lorg/apache/http/conn/ssl/SSLConnectionSocketFactory;-><init>(Ljavax/net/ssl/SSLSocketFactory;L*)", 1),
    ("Lorg/apache/http/conn/ssl/SSLConnectionSocketFactory;-><init>(Ljavax/net/ssl/SSLContext;[*)", 3),
    ("Lorg/apache/hc/client5/http/ssl/SSLConnectionSocketFactory;-><init>(Ljavax/net/ssl/SSLContext;L*)", 1),
    ("Lorg/apache/hc/client5/http/ssl/SSLConnectionSocketFactoryBuilder;->setHostnameVerifier(*)", 0),
    ("Lorg/apache/hc/client5/http/ssl/ClientTlsStrategyBuilder;->setHostnameVerifier(*)", 0),
    ("Lcz/msebera/android/httpclient/conn/ssl/SSLSocketFactory;->setHostnameVerifier(*)", 0),
    (
        "Lcz/msebera/android/httpclient/conn/ssl/SSLConnectionSocketFactory;-><init>(Ljavax/net/ssl/SSLContext;L*)",
        1,
    ),
    ("Lcz/msebera/android/httpclient/impl/client/HttpClientBuilder;->setHostnameVerifier(*)", 0),
    ("Lcz/msebera/android/httpclient/impl/client/HttpClientBuilder;->setSSLHostnameVerifier(*)", 0),
    ("Lch/boye/httpclientandroidlib/conn/ssl/SSLSocketFactory;->setHostnameVerifier(*)", 0),
];

impl Detector for AcceptsAll {
    fn id(&self) -> &'static str {
        "hostname-verifier"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let classes = &facts.code.classes;
        let mut checked = 0u32;
        for (file, class) in classes.subtypes("Ljavax/net/ssl/HostnameVerifier;") {
            let params = "Ljava/lang/String;Ljavax/net/ssl/SSLSession;";
            let Some(method) =
                classes.method(file, &class, "verify", params).filter(|method| method.code_offset != 0)
            else {
                continue;
            };
            let name = file.dex.type_descriptor(class.type_);
            if name.is_some_and(|name| OF_LIBRARIES.contains(&&*name)) {
                continue;
            }
            checked = checked.saturating_add(1);
            let place = location_of(file, &method, None);
            match facts.code.returns(file, &method) {
                Some(values) if !values.is_empty() && values.iter().all(|value| *value == Const::Int(1)) => {
                    out.fail(place).value("method", "verify");
                }
                Some(_) => {}
                None => out.unknown(unreadable(&place)),
            }
        }
        out.examined("host name verifiers", checked);
        Ok(())
    }
}

/// The verifier of a library that a value is, if it is one.
fn of_library(value: &Const) -> Option<&str> {
    match value {
        Const::New { class, .. } => OF_LIBRARIES.contains(&&**class).then_some(&**class),
        Const::Field(field) => {
            let (class, name) = field.split_once("->")?;
            let is_instance = OF_LIBRARIES.contains(&class) && name.starts_with("INSTANCE:");
            let is_constant = name.split(':').next() == Some(CONSTANT);
            (is_instance || is_constant).then_some(&**field)
        }
        _ => None,
    }
}

impl Detector for AcceptsAllOfLibrary {
    fn id(&self) -> &'static str {
        "library-hostname-verifier"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, SETTERS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let named = facts.code.classes.files.iter().any(|file| {
            file.dex.find_string(CONSTANT.as_bytes()).is_some()
                || OF_LIBRARIES.iter().any(|class| file.dex.find_type(class).is_some())
        });
        let mut examined = 0u32;
        for (site, value) in arguments(facts, SETTERS) {
            examined = examined.saturating_add(1);
            let own = !matches!(facts.origin_of(&site.location), Origin::ThirdParty(_));
            if let Some(verifier) = value.each().iter().find_map(of_library) {
                out.fail(site.location.clone())
                    .value("callee", &site.callee)
                    .value("verifier", verifier)
                    .anchor(&site.callee);
            } else if named && own && matches!(value, Const::Unknown | Const::Parameter(_)) {
                out.unknown(undecided(&site.location));
            }
        }
        out.examined("calls that set a verifier", examined);
        Ok(())
    }
}
