use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use evidence::{Key, KeyError, Member, PublicKey};
use finding::{Lang, Text};

use crate::args::{EvidenceCommand, Global};
use crate::{Failure, output};

/// Largest file that is sealed or verified, in bytes.
const MAX_BYTES: u64 = 1 << 30;
/// Exit code of a pack that does not hold.
const BROKEN: u8 = 7;

pub(crate) fn run(command: &EvidenceCommand, global: &Global, out: &mut impl Write) -> Result<u8, Failure> {
    match command {
        EvidenceCommand::Keygen { output } => keygen(output, global, out),
        EvidenceCommand::Seal { reports, attach, key, output } => {
            let key = read_key(key)?;
            let pack = evidence::seal(&members(reports)?, &members(attach)?, &key)
                .map_err(|error| Failure::Usage(error.into()))?;
            output::whole(output, |file| file.write_all(&pack))
                .with_context(|| output.display().to_string())
                .map_err(Failure::Internal)?;
            let say = |en: &str, zh: &str| Text::new(en, zh).lang(global.lang).to_owned();
            writeln!(out, "{}  {}", say("sealed", "已封存"), output.display())?;
            writeln!(out, "{}  {}", say("key", "金鑰"), key.public().id())?;
            Ok(0)
        }
        EvidenceCommand::Verify { pack, public_key } => verify(pack, public_key.as_deref(), global, out),
    }
}

fn keygen(path: &Path, global: &Global, out: &mut impl Write) -> Result<u8, Failure> {
    let named =
        |error: KeyError| Failure::Internal(anyhow::Error::from(error).context(path.display().to_string()));
    let key = Key::generate().map_err(named)?;
    key.create(path).map_err(named)?;
    let mut public = path.as_os_str().to_owned();
    public.push(".pub");
    output::whole(Path::new(&public), |file| file.write_all(key.public().pem().as_bytes()))?;
    let say = |en: &str, zh: &str| Text::new(en, zh).lang(global.lang).to_owned();
    writeln!(out, "{}  {}", say("key", "私鑰"), path.display())?;
    writeln!(out, "{}  {}", say("public key", "公鑰"), Path::new(&public).display())?;
    writeln!(out, "{}  {}", say("key id", "金鑰識別碼"), key.public().id())?;
    writeln!(
        out,
        "{}",
        say(
            "Keep the key secret. Give the key id to those who will verify, by another way than the packs.",
            "私鑰請妥善保管；金鑰識別碼請另以其他管道交付驗證者。"
        )
    )?;
    Ok(0)
}

fn verify(
    path: &Path,
    public_key: Option<&Path>,
    global: &Global,
    out: &mut impl Write,
) -> Result<u8, Failure> {
    let pack = read(path)?;
    let expected = public_key.map(|path| {
        let pem = String::from_utf8_lossy(&read(path)?).into_owned();
        PublicKey::read(&pem).with_context(|| path.display().to_string()).map_err(Failure::Usage)
    });
    let expected = expected.transpose()?;
    let say = |en: &str, zh: &str| Text::new(en, zh).lang(global.lang).to_owned();
    let colon = if global.lang == Lang::En { ": " } else { "：" };
    let sealed = match evidence::verify(&pack, expected.as_ref()) {
        Ok(sealed) => sealed,
        Err(fault) => {
            writeln!(
                out,
                "✘ {}{colon}{}",
                say("The pack does not hold", "證據包驗證失敗"),
                finding::escape(&fault.0)
            )?;
            return Ok(BROKEN);
        }
    };
    writeln!(out, "✔ {}", say("The pack holds", "證據包驗證通過"))?;
    writeln!(out, "  {}{colon}{}", say("key id", "金鑰識別碼"), sealed.key.id())?;
    if expected.is_none() {
        let warning = say(
            "whose key it is was not checked; compare the key id, or give --public-key",
            "未確認金鑰持有人，請比對金鑰識別碼，或以 --public-key 指定公鑰",
        );
        writeln!(out, "  {warning}")?;
    }
    for (name, sha256) in &sealed.subjects {
        let (name, sha256) = (finding::escape(name), finding::escape(sha256));
        writeln!(out, "  {}{colon}{name}  sha256 {sha256}", say("app", "受測檔案"))?;
    }
    writeln!(out, "  {}{colon}{}", say("result", "結果"), finding::escape(&sealed.result))?;
    for (name, size) in &sealed.files {
        writeln!(out, "  {size:>10}  {}", finding::escape(name))?;
    }
    Ok(0)
}

fn read_key(path: &Path) -> Result<Key, Failure> {
    let pem = read(path)?;
    let key = Key::read(&String::from_utf8_lossy(&pem));
    key.with_context(|| path.display().to_string()).map_err(Failure::Usage)
}

fn members(paths: &[std::path::PathBuf]) -> Result<Vec<Member>, Failure> {
    let member = |path: &std::path::PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Member { name, bytes: read(path)? })
    };
    paths.iter().map(member).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    package::read_capped(path, MAX_BYTES).map_err(|error| match error {
        package::OpenError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => {
            Failure::Usage(anyhow::anyhow!("{}: no such file", path.display()))
        }
        other => Failure::Internal(other.into()),
    })
}
