use std::io;

use apksig::{Certificate, Report, Scheme, Signer, Verdict};
use facts::{Levels, Signing};
use finding::{Lang, Text, escape};

use super::{SCHEMES, capabilities, found, idsig_signers, name, protected, stamp_text, verdict};

/// Reports of one kind that are shown; all are in the JSON.
const SHOWN: usize = 20;

/// Writes in one language.
struct Page<W> {
    out: W,
    lang: Lang,
}

/// Writes the page for people.
pub fn write(out: impl io::Write, signing: &Signing<'_>, lang: Lang) -> io::Result<()> {
    let mut page = Page { out, lang };
    page.head(signing)?;
    page.ranges(signing)?;
    page.schemes(signing)?;
    page.signers(signing)?;
    page.lineage(signing)?;
    page.stamp(signing)?;
    page.block(signing)?;
    let idsig = signing.idsig.as_ref();
    let (errors, warnings) = (&signing.verification.errors, &signing.verification.warnings);
    let of_idsig = |list: fn(&apksig::Verification) -> &[Report]| idsig.map(list).unwrap_or_default();
    page.reports(("Errors", "錯誤"), errors, of_idsig(|idsig| &idsig.errors))?;
    page.reports(("Warnings", "警告"), warnings, of_idsig(|idsig| &idsig.warnings))
}

impl<W: io::Write> Page<W> {
    fn say<'t>(&self, en: &'t str, zh_tw: &'t str) -> &'t str {
        if self.lang == Lang::En { en } else { zh_tw }
    }

    fn line(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        writeln!(self.out, "{}", text.as_ref())
    }

    fn title(&mut self, en: &str, zh_tw: &str) -> io::Result<()> {
        let title = self.say(en, zh_tw).to_owned();
        self.line("")?;
        self.line(title)
    }

    /// A name and its value, the values below each other in English; Chinese words are of two widths anyway.
    fn row(&mut self, indent: usize, en: &str, zh_tw: &str, value: &str) -> io::Result<()> {
        let row = match self.lang {
            Lang::En => format!("{:indent$}{en:<13}{value}", ""),
            Lang::ZhTw => format!("{:indent$}{zh_tw}：{value}", ""),
        };
        self.line(row)
    }

    fn levels(&self, list: &[Levels]) -> String {
        let shown: Vec<String> = list.iter().map(Levels::to_string).collect();
        format!("API {}", shown.join(self.say(", ", "、")))
    }

    fn head(&mut self, signing: &Signing<'_>) -> io::Result<()> {
        self.line(escape(&signing.artifact))?;
        let range = Levels { from: signing.range.min_sdk, to: signing.range.max_sdk };
        let unsigned = signing.is_unsigned();
        let (mark, text) = match verdict(signing) {
            Verdict::Verified => ("✔", Text::new("verified", "驗證通過")),
            Verdict::Rejected if unsigned => ("✘", Text::new("NOT SIGNED", "未簽署")),
            Verdict::Rejected => ("✘", Text::new("NOT VERIFIED", "驗證未通過")),
            Verdict::Malformed => {
                ("✘", Text::new("NOT VERIFIED: the package is damaged", "驗證未通過：套件結構毀損"))
            }
            Verdict::Incomplete => {
                ("!", Text::new("INCOMPLETE: a limit was reached", "未完成：達到分析上限"))
            }
        };
        let colon = self.say(": ", "：");
        let head = format!(
            "{mark} {}{colon}{}{}",
            self.say("Signature", "程式碼簽章"),
            text.lang(self.lang),
            match self.lang {
                Lang::En => format!(" for API {range}"),
                Lang::ZhTw => format!("（API {range}）"),
            }
        );
        self.line(head)?;
        if !signing.range_known {
            let note = self.say(
                "  minSdkVersion cannot be told; API 1 and above are assumed, --min-sdk gives another level",
                "  無法判斷 minSdkVersion，以 API 1 以上驗證；可以 --min-sdk 指定",
            );
            self.line(note)?;
        }
        for limit in signing.unread().filter(|error| error.is_limit()) {
            let text = format!("  {}{colon}{}", self.say("limit", "上限"), escape(&limit.to_string()));
            self.line(text)?;
        }
        Ok(())
    }

    fn ranges(&mut self, signing: &Signing<'_>) -> io::Result<()> {
        self.title("What each platform sees", "各版本平台之判定")?;
        for one in &signing.ranges {
            let scheme = one.scheme.map(name);
            let by = scheme.as_deref().unwrap_or("-");
            let signers: Vec<String> = one.signers.iter().map(Certificate::fingerprint).collect();
            let text = match one.verdict {
                Verdict::Verified => Text::new(
                    format!("verified by {by}, signer {}", signers.join(", ")),
                    format!("以 {by} 驗證通過，簽署憑證 {}", signers.join("、")),
                ),
                Verdict::Incomplete => Text::new("not verified to the end", "未完成驗證"),
                Verdict::Rejected | Verdict::Malformed => {
                    let issue = one.errors.first().map_or("-", |error| error.issue.name());
                    let by = scheme.map_or_else(String::new, |scheme| format!("{scheme} "));
                    Text::new(format!("REFUSED: {by}{issue}"), format!("拒絕安裝：{by}{issue}"))
                }
            };
            let levels = self.levels(&[one.levels]);
            let text = text.lang(self.lang).to_owned();
            self.line(format!("  {levels:<11} {text}"))?;
        }
        Ok(())
    }

    fn schemes(&mut self, signing: &Signing<'_>) -> io::Result<()> {
        self.title("Schemes", "簽章機制")?;
        for scheme in SCHEMES {
            let (present, judged) = found(signing, scheme);
            let state = match (scheme, &signing.idsig) {
                (Scheme::V4, None) => self.say("no file given (--idsig)", "未提供檔案（--idsig）").to_owned(),
                (Scheme::V4, Some(idsig)) if idsig.verdict == Verdict::Verified => {
                    self.say("verified", "驗證通過").to_owned()
                }
                (Scheme::V4, Some(_)) => self.say("NOT VERIFIED", "驗證未通過").to_owned(),
                _ if !present => self.say("none", "無").to_owned(),
                _ => match judged {
                    None => self
                        .say("present; no platform of the range looks at it", "存在，但此範圍之平台均不採用")
                        .to_owned(),
                    Some(one) => {
                        let mut parts = Vec::new();
                        if !one.verified_on.is_empty() {
                            let word = self.say("verified on", "驗證通過：");
                            parts.push(self.joined(word, &one.verified_on));
                        }
                        if !one.refused_on.is_empty() {
                            let word = self.say("NOT VERIFIED on", "驗證未通過：");
                            parts.push(self.joined(word, &one.refused_on));
                        }
                        parts.join(self.say(", ", "；"))
                    }
                },
            };
            self.line(format!("  {:<5} {state}", name(scheme)))?;
        }
        Ok(())
    }

    fn joined(&self, word: &str, levels: &[Levels]) -> String {
        let space = if self.lang == Lang::En { " " } else { "" };
        format!("{word}{space}{}", self.levels(levels))
    }

    fn signers(&mut self, signing: &Signing<'_>) -> io::Result<()> {
        self.title("Signers", "簽署者")?;
        let mut any = false;
        for scheme in SCHEMES {
            let signers = match (scheme, &signing.idsig) {
                (Scheme::V4, Some(idsig)) => idsig_signers(idsig),
                _ => found(signing, scheme).1.map(|one| one.signers.as_slice()).unwrap_or_default(),
            };
            let verified = match (scheme, &signing.idsig) {
                (Scheme::V4, Some(idsig)) => idsig.verdict == Verdict::Verified,
                _ => found(signing, scheme).1.is_some_and(|one| !one.verified_on.is_empty()),
            };
            for signer in signers {
                let Some(certificate) = signer.certificates.first() else { continue };
                any = true;
                self.signer(scheme, signer, certificate, verified)?;
            }
        }
        for claim in signing.named().into_iter().filter(|named| !named.verified) {
            let shown =
                signing.schemes.iter().filter(|one| one.scheme == claim.scheme).flat_map(|one| &one.signers);
            if shown.filter_map(|signer| signer.certificates.first()).any(|one| one == claim.certificate) {
                continue;
            }
            any = true;
            let claimed = if claim.looked_at {
                self.say("CLAIMED, not verified", "僅為宣稱，未通過驗證")
            } else {
                self.say("not used on these API levels", "此範圍之平台不採用")
            };
            let head = format!("  {} {}   {claimed}", name(claim.scheme), escape(&claim.certificate.subject));
            self.line(head)?;
            self.row(6, "SHA-256", "SHA-256", &claim.certificate.fingerprint())?;
        }
        if !any {
            let none = self.say("  none", "  無").to_owned();
            self.line(none)?;
        }
        Ok(())
    }

    fn signer(
        &mut self,
        scheme: Scheme,
        signer: &Signer,
        certificate: &Certificate,
        verified: bool,
    ) -> io::Result<()> {
        let state = if verified {
            ""
        } else {
            self.say("   CLAIMED, not verified", "   僅為宣稱，未通過驗證")
        };
        let head = format!("  {} {}{state}", name(scheme), escape(&certificate.subject));
        self.line(head)?;
        self.row(6, "SHA-256", "SHA-256", &certificate.fingerprint())?;
        let key = format!("{} {}", certificate.key.name(), certificate.key_bits);
        self.row(6, "key", "金鑰", &key)?;
        self.row(6, "algorithm", "簽章演算法", &signer.algorithms.join(", "))?;
        let until = format!("{} – {}", certificate.not_before.text, certificate.not_after.text);
        self.row(6, "valid", "有效期間", &escape(&until))?;
        if scheme == Scheme::V1 {
            let hashes: Vec<&str> = signer.hash_functions().into_iter().map(apksig::Hash::name).collect();
            self.row(6, "digests", "摘要演算法", &hashes.join(", "))?;
            self.row(6, "file", "檔案", &escape(&signer.name))?;
        }
        if let Some((min, max)) = signer.sdk {
            let levels = Levels { from: min.unsigned_abs(), to: max.unsigned_abs() };
            self.row(6, "for", "適用", &format!("API {levels}"))?;
        }
        let mut protects = protected(&signer.protects);
        protects.extend(signer.rotation_min_sdk.map(|level| format!("v3.1 (API {level}+)")));
        if !protects.is_empty() {
            self.row(6, "guards", "防移除保護", &protects.join(", "))?;
        }
        Ok(())
    }

    fn lineage(&mut self, signing: &Signing<'_>) -> io::Result<()> {
        let Some(lineage) = &signing.verification.lineage else { return Ok(()) };
        self.title("Rotation, oldest key first", "金鑰輪替，由舊至新")?;
        let last = lineage.nodes.len().saturating_sub(1);
        for (at, node) in lineage.nodes.iter().enumerate() {
            self.line(format!("  {}", escape(&node.certificate.subject)))?;
            self.row(6, "SHA-256", "SHA-256", &node.certificate.fingerprint())?;
            if at == last {
                let current = self.say("current key", "目前金鑰").to_owned();
                self.row(6, "state", "狀態", &current)?;
            } else {
                let kept: Vec<&str> =
                    capabilities(node.capabilities).into_iter().map(|word| self.capability(word)).collect();
                let kept = if kept.is_empty() {
                    self.say("nothing", "無").to_owned()
                } else {
                    kept.join(self.say(", ", "、"))
                };
                self.row(6, "may still", "仍保有", &kept)?;
            }
        }
        Ok(())
    }

    fn capability(&self, word: &'static str) -> &'static str {
        if self.lang == Lang::En {
            return word;
        }
        match word {
            "installed-data" => "沿用已安裝資料",
            "shared-uid" => "共用使用者 ID",
            "permission" => "簽章層級權限",
            "rollback" => "以舊金鑰回復（rollback）",
            _ => "帳戶驗證服務",
        }
    }

    fn stamp(&mut self, signing: &Signing<'_>) -> io::Result<()> {
        let Some(stamp) = &signing.stamp else { return Ok(()) };
        self.title("Source stamp", "Source stamp（來源戳記）")?;
        self.line(format!("  {}", stamp_text(stamp.status, self.lang)))?;
        if let Some(certificate) = &stamp.certificate {
            self.line(format!("  {}", escape(&certificate.subject)))?;
            self.row(6, "SHA-256", "SHA-256", &certificate.fingerprint())?;
        }
        for report in stamp.reports.iter().take(SHOWN) {
            self.report(report)?;
        }
        Ok(())
    }

    fn block(&mut self, signing: &Signing<'_>) -> io::Result<()> {
        let Some(block) = &signing.signatures.block else { return Ok(()) };
        self.title("Signing block", "簽章區塊")?;
        for pair in block.pairs.iter().take(SHOWN) {
            let name = pair.name.unwrap_or_else(|| self.say("UNKNOWN", "未知用途"));
            let bytes = self.say("bytes", "位元組");
            let twice = if pair.duplicate {
                self.say("   DUPLICATE, not read", "   重複，平台不讀取")
            } else {
                ""
            };
            self.line(format!("  {:#010x}  {name}   {} {bytes}{twice}", pair.id, pair.value.len()))?;
        }
        self.more(block.pairs.len())?;
        for error in &block.issues {
            self.line(format!("  {}", escape(&error.to_string())))?;
        }
        Ok(())
    }

    fn reports(&mut self, title: (&str, &str), own: &[Report], idsig: &[Report]) -> io::Result<()> {
        let count = own.len().saturating_add(idsig.len());
        if count == 0 {
            return Ok(());
        }
        self.title(title.0, title.1)?;
        for report in own.iter().chain(idsig).take(SHOWN) {
            self.report(report)?;
        }
        self.more(count)
    }

    fn report(&mut self, report: &Report) -> io::Result<()> {
        let colon = self.say(": ", "：");
        let mut line = format!("  {}", report.issue.name());
        let scheme = report.scheme.map(name);
        let place: Vec<String> = scheme.into_iter().chain(report.signer.as_deref().map(escape)).collect();
        if !place.is_empty() {
            line.push_str(&format!(" [{}]", place.join(" ")));
        }
        if !report.detail.is_empty() {
            line.push_str(colon);
            line.push_str(&escape(&report.detail));
        }
        self.line(line)
    }

    fn more(&mut self, count: usize) -> io::Result<()> {
        match count.saturating_sub(SHOWN) {
            0 => Ok(()),
            more => {
                let text = Text::new(format!("  … and {more} more"), format!("  …另有 {more} 項"));
                self.line(text.lang(self.lang))
            }
        }
    }
}
