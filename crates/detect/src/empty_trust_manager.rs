use facts::{Facts, location_of};
use finding::Text;
use rules::Sink;

use crate::body::Body;
use crate::{Detector, Unknown};

/// A trust manager whose server check never refuses a certificate.
pub(crate) struct EmptyTrustManager;

/// The interface and the abstract class an app can implement.
const TYPES: &[&str] = &["Ljavax/net/ssl/X509TrustManager;", "Ljavax/net/ssl/X509ExtendedTrustManager;"];

/// Calls that refuse a bad certificate themselves.
fn refuses(callee: &str) -> bool {
    let name = callee.rsplit("->").next().unwrap_or_default();
    matches!(name, "checkServerTrusted" | "checkValidity" | "validate" | "checkTrusted")
        || (name == "verify" && callee.starts_with("Ljava/security/cert/"))
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
            for method in class.methods(&file.dex) {
                let name = file.dex.method(method.idx).and_then(|reference| file.dex.string(reference.name));
                if name.as_deref() != Some("checkServerTrusted") || method.code_offset == 0 {
                    continue;
                }
                checked = checked.saturating_add(1);
                let place = location_of(file, &method, None);
                let body = Body::of(classes, file, &method);
                match body.and_then(|body| body.can_refuse(&refuses)) {
                    Some(true) => {}
                    Some(false) => {
                        out.fail(place).value("method", "checkServerTrusted");
                    }
                    None => out.unknown(Text::new(
                        format!("{place}: the code cannot be read"),
                        format!("{place}：程式碼無法讀取"),
                    )),
                }
            }
        }
        out.examined("trust managers", checked);
        Ok(())
    }
}
