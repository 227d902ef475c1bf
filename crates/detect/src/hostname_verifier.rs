use facts::{Const, Facts, location_of};
use finding::Text;
use rules::Sink;

use crate::{Detector, Unknown};

/// A host name verifier that says yes on every path.
pub(crate) struct HostnameVerifier;

impl Detector for HostnameVerifier {
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
            checked = checked.saturating_add(1);
            let place = location_of(file, &method, None);
            match facts.code.returns(file, &method) {
                Some(values) if !values.is_empty() && values.iter().all(|value| *value == Const::Int(1)) => {
                    out.fail(place).value("method", "verify");
                }
                Some(_) => {}
                None => out.unknown(Text::new(
                    format!("{place}: the code cannot be read"),
                    format!("{place}：程式碼無法讀取"),
                )),
            }
        }
        out.examined("host name verifiers", checked);
        Ok(())
    }
}
