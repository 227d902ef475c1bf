use facts::{Facts, location_of};
use finding::Text;
use rules::Sink;

use crate::body::Body;
use crate::{Detector, Unknown};

/// A web view client that goes on after a certificate error without looking at it or asking.
pub(crate) struct SslErrorHandler;

const PARAMS: &str = "Landroid/webkit/WebView;Landroid/webkit/SslErrorHandler;Landroid/net/http/SslError;";

impl Detector for SslErrorHandler {
    fn id(&self) -> &'static str {
        "ssl-error-handler"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let classes = &facts.code.classes;
        let mut checked = 0u32;
        for (file, class) in classes.subtypes("Landroid/webkit/WebViewClient;") {
            let Some(method) = classes.method(file, &class, "onReceivedSslError", PARAMS) else { continue };
            checked = checked.saturating_add(1);
            let Some(body) = Body::of(classes, file, &method) else {
                let place = location_of(file, &method, None);
                out.unknown(Text::new(
                    format!("{place}: the code cannot be read"),
                    format!("{place}：程式碼無法讀取"),
                ));
                continue;
            };
            let calls = body.calls();
            // A decision that looks at the error is the app's; whether it is a good one is for a person.
            let looks = calls.iter().any(|(_, callee)| callee.starts_with("Landroid/net/http/SslError;->"));
            let proceeds =
                calls.iter().find(|(_, callee)| callee == "Landroid/webkit/SslErrorHandler;->proceed");
            if let Some((pc, callee)) = proceeds.filter(|(pc, _)| !looks || body.is_unconditional(*pc)) {
                out.fail(location_of(file, &method, Some(*pc))).value("callee", callee);
            }
        }
        out.examined("onReceivedSslError", checked);
        Ok(())
    }
}
