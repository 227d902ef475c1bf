use facts::{Facts, Interest};
use finding::Place;
use rules::Sink;

use super::ask;
use crate::{Detector, Unknown};

/// A client of the unencrypted file transfer protocol.
pub(crate) struct FtpClient;

/// Constructors of clients. Subclasses of theirs encrypt, so only calls of these very methods count.
const CLIENTS: &[(&str, usize)] = &[("Lorg/apache/commons/net/ftp/FTPClient;-><init>()", usize::MAX)];
const LIBRARY: &str = "Lorg/apache/commons/net/";

impl Detector for FtpClient {
    fn id(&self) -> &'static str {
        "ftp-client"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CLIENTS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut examined = 0u32;
        for (call, _) in CLIENTS {
            for site in facts.code.calls_to(call).filter(|site| site.callee.starts_with(call)) {
                let in_library =
                    matches!(&site.location.place, Place::Code { class, .. } if class.starts_with(LIBRARY));
                if !in_library {
                    examined = examined.saturating_add(1);
                    out.fail(site.location.clone()).value("callee", &site.callee).anchor(&site.callee);
                }
            }
        }
        out.examined("clients", examined);
        Ok(())
    }
}
