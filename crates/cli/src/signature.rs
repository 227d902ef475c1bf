use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use apksig::{Lent, Nothing, Verdict};
use cursor::Limits;
use package::OpenError;

use crate::Failure;
use crate::args::{Global, SignatureArgs, SignatureFormat};

/// Verifies the signatures of an APK. Nothing else of it is judged, and only its manifest is inflated unless a JAR
/// signature counts.
pub(crate) fn run(args: &SignatureArgs, global: &Global, out: &mut impl Write) -> Result<u8, Failure> {
    if let (Some(min), Some(max)) = (args.min_sdk, args.max_sdk)
        && min > max
    {
        return Err(Failure::Usage(anyhow::anyhow!("--min-sdk {min} is above --max-sdk {max}")));
    }
    let limits = args.limits.limits();
    let data = read(&args.path, &limits)?;
    let idsig = args.idsig.as_deref().map(|path| read(path, &limits)).transpose()?;
    let nothing =
        |reason: String| Failure::NothingToScan(anyhow::anyhow!("{}: {reason}", args.path.display()));
    let archive =
        container::parse(&data, &limits).map_err(|error| nothing(format!("not a ZIP archive ({error})")))?;
    if archive.find(b"AndroidManifest.xml").is_none() && args.min_sdk.is_none() {
        return Err(nothing(
            "no AndroidManifest.xml, so not an APK; --min-sdk verifies it all the same".into(),
        ));
    }
    let name = args.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let lent = Lent { spread: &engine::Threads, inflated: &Nothing };
    let given = (args.min_sdk, args.max_sdk);
    let signing = facts::signing_of(Arc::from(name), &data, &archive, given, idsig.as_deref(), &limits, lent);
    match args.format {
        SignatureFormat::Text => report::signature::write_text(&mut *out, &signing, global.lang)?,
        SignatureFormat::Json => report::signature::write_json(&mut *out, &signing)?,
    }
    let limited = signing.unread().any(cursor::ParseError::is_limit);
    let code = match signing.verification.verdict {
        _ if limited => 4,
        Verdict::Incomplete => 4,
        _ if signing.is_verified() => 0,
        _ => 1,
    };
    if !global.quiet {
        eprintln!("exit {code}: {}", report::signature::verdict_word(&signing));
    }
    Ok(code)
}

/// Reads a whole file under the limit for packages.
pub(crate) fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, Failure> {
    package::read_capped(path, limits.package_bytes).map_err(|error| match &error {
        OpenError::Io { .. } => Failure::Internal(error.into()),
        _ => Failure::NothingToScan(error.into()),
    })
}
