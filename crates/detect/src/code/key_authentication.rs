use facts::{Const, Facts, Interest};
use finding::{Origin, Text};
use rules::Sink;

use super::ask;
use crate::{Detector, Unknown};

/// Biometrics unlock a key of the Keystore that needs no authentication.
pub(crate) struct KeyAuthentication;

/// Prompts that are given a key.
const PROMPTS: &[(&str, usize)] = &[
    (
        "Landroidx/biometric/BiometricPrompt;->authenticate(Landroidx/biometric/BiometricPrompt$PromptInfo;Landroidx/biometric/BiometricPrompt$CryptoObject;)",
        1,
    ),
    (
        "Landroid/hardware/biometrics/BiometricPrompt;->authenticate(Landroid/hardware/biometrics/BiometricPrompt$CryptoObject;*)",
        0,
    ),
    (
        "Landroid/hardware/fingerprint/FingerprintManager;->authenticate(Landroid/hardware/fingerprint/FingerprintManager$CryptoObject;*)",
        0,
    ),
];
const BUILDERS: &[(&str, usize)] =
    &[("Landroid/security/keystore/KeyGenParameterSpec$Builder;-><init>(Ljava/lang/String;I)", usize::MAX)];
const REQUIRED: &[(&str, usize)] = &[
    ("Landroid/security/keystore/KeyGenParameterSpec$Builder;->setUserAuthenticationRequired(Z)", 0),
    ("Landroid/security/keystore/KeyProtection$Builder;->setUserAuthenticationRequired(Z)", 0),
];

impl Detector for KeyAuthentication {
    fn id(&self) -> &'static str {
        "key-authentication"
    }

    fn interest(&self, interest: &mut Interest) {
        [PROMPTS, BUILDERS, REQUIRED].into_iter().for_each(|calls| ask(interest, calls));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let own = |site: &&facts::CallSite| !matches!(facts.origin_of(&site.location), Origin::ThirdParty(_));
        let calls = |table: &'static [(&'static str, usize)]| {
            table.iter().flat_map(|(call, at)| facts.code.calls_to(call).map(move |site| (site, *at)))
        };
        // No key is passed where it is null.
        let with_key = |(site, at): &(&facts::CallSite, usize)| site.args.get(*at) != Some(&Const::Int(0));
        let prompts = calls(PROMPTS).filter(with_key).filter(|(site, _)| own(site)).count();
        out.examined("prompts with a key", prompts);
        if prompts == 0 {
            out.not_applicable(Text::new("biometrics unlock no key", "生物辨識未用於解鎖金鑰"));
            return Ok(());
        }
        let mut open = false;
        for (site, at) in calls(REQUIRED) {
            match site.args.get(at) {
                Some(value) if value.each().contains(&Const::Int(1)) => {
                    out.examined("authentication required", &site.location);
                    return Ok(());
                }
                Some(Const::Int(_)) => {}
                _ => open = true,
            }
        }
        if open {
            return Err(Unknown(Text::new(
                "whether a key needs authentication is not a constant",
                "金鑰是否須驗證身分並非常數",
            )));
        }
        for (site, _) in calls(BUILDERS).filter(|(site, _)| own(site) && site.via.is_empty()) {
            out.fail(site.location.clone()).value("callee", &site.callee).anchor(&site.callee);
        }
        Ok(())
    }
}
