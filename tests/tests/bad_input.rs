//! Hostile and damaged input: every case ends with a code of the table, says what and where in a few lines, and costs
//! at most a second or two and a bounded amount of memory.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::path::Path;
use std::time::Duration;

use e2e::{Run, Scratch, appraise, appraise_within, bytes, fixture};
use sha2::Digest as _;
use testkit::axml::{Node, Start, Tree};
use testkit::dex::{DexBuilder, Insn, insn};
use testkit::zip::{EndField, Field, ZipBuilder, overlap_bomb, ratio_bomb};
use testkit::{axml, macho, plist, res};

/// Address space of a run: what the default limits promise to stay within.
const MEBIBYTES: u64 = 1024;

/// Wall time of a run of an optimised program; far above what any case needs, far below a hang. A debug build is slower.
const GUARD: Duration = Duration::from_secs(if cfg!(debug_assertions) { 40 } else { 10 });

/// Most lines on standard error.
const FEW: usize = 4;

fn scan(path: &Path) -> Run {
    let path = path.to_str().unwrap();
    appraise_within(MEBIBYTES, ["scan", path, "--jobs", "2", "-f", "json"]).guard(GUARD).run()
}

/// Ends with one of these codes, calmly, and a report says the same.
fn assert_calm(name: &str, run: &Run, codes: &[i32]) {
    let code = run.code.unwrap_or_else(|| panic!("{name}: killed after {:?}; {}", run.took, run.err));
    assert!(codes.contains(&code), "{name}: ends with {code}, not {codes:?}: {}", run.err);
    for word in ["panicked", "RUST_BACKTRACE", "overflow", "memory allocation", "crashed"] {
        assert!(!run.err.contains(word), "{name}: {}", run.err);
    }
    assert!(run.err.lines().count() <= FEW, "{name}: {}", run.err);
    assert!(!run.err.trim().is_empty(), "{name}: says nothing");
    match code {
        0 | 1 | 4 => assert_eq!(run.json()["exit"]["code"], code, "{name}"),
        _ => assert!(run.out.is_empty(), "{name}: a report of nothing"),
    }
}

/// Writes, scans and checks one file.
fn check(name: &str, content: impl AsRef<[u8]>, codes: &[i32]) -> Run {
    let scratch = Scratch::new();
    let run = scan(&scratch.file(name, content));
    assert_calm(name, &run, codes);
    if matches!(run.code, Some(3 | 5)) {
        assert!(run.err.contains(name), "{name}: the message names the file: {}", run.err);
    }
    run
}

fn manifest() -> Vec<u8> {
    axml::encode(&format!(
        "<manifest xmlns:android=\"{}\" package=\"tw.example\"><uses-sdk android:minSdkVersion=\"30\" \
         android:targetSdkVersion=\"36\"/><application/></manifest>",
        axml::ANDROID
    ))
}

fn code() -> Vec<u8> {
    DexBuilder::new().class("La/B;", |class| class.method("m", "()V", |method| method)).build()
}

#[test]
fn not_a_package() {
    let text = "just some words\n".repeat(100);
    check("empty.apk", b"", &[3]);
    check("one-byte.apk", b"P", &[3]);
    check("text.apk", &text, &[3]);
    check("text.ipa", &text, &[3]);
    check("zeros.apk", vec![0; 100_000], &[3]);
    check("end-records.apk", b"PK\x05\x06".repeat(20_000), &[3, 4]);
    check("nothing-in-it.zip", ZipBuilder::new().build(), &[3]);
    check("no-manifest.apk", ZipBuilder::new().file("classes.dex", code()).build(), &[3]);
    check("no-app.ipa", ZipBuilder::new().file("Payload/readme.txt", "nothing").build(), &[3]);
    let bundle = ZipBuilder::new().file("base/manifest/AndroidManifest.xml", "proto").build();
    let run = check("bundle.aab", bundle, &[3]);
    assert!(run.err.contains("Android App Bundle"), "a form we do not read is named: {}", run.err);
}

#[test]
fn not_a_regular_file() {
    let scratch = Scratch::new();
    let run = scan(scratch.path());
    assert_calm("folder", &run, &[3]);
    let pipe = scratch.path().join("pipe.apk");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    // Nobody writes into it: opening it would wait for ever.
    let run = scan(&pipe);
    assert_calm("pipe", &run, &[3]);
    assert!(run.err.contains("pipe"), "{}", run.err);
    assert_calm("device", &scan(Path::new("/dev/zero")), &[3]);
    let missing = scan(&scratch.path().join("missing.apk"));
    assert_calm("missing", &missing, &[5]);
    let loops = scratch.path().join("loop.apk");
    std::os::unix::fs::symlink(&loops, &loops).unwrap();
    assert_calm("a link to itself", &scan(&loops), &[5]);
}

#[test]
fn an_app_folder_is_not_followed_out_of_itself() {
    let scratch = Scratch::new();
    let app = scratch.path().join("A.app");
    std::fs::create_dir(&app).unwrap();
    std::fs::write(app.join("Info.plist"), plist::xml("<dict/>")).unwrap();
    std::os::unix::fs::symlink("/", app.join("root")).unwrap();
    std::os::unix::fs::symlink(&app, app.join("again")).unwrap();
    assert_calm("links", &scan(&app), &[0, 1, 4]);
}

#[test]
fn cut_short_anywhere() {
    let scratch = Scratch::new();
    for name in ["broker-leaky.apk", "broker-leaky.ipa"] {
        let whole = bytes(&fixture(name));
        for length in (512..whole.len()).step_by(512) {
            let run = scan(&scratch.file(name, &whole[..length]));
            // Without its end record it is no archive, and never a package without findings.
            assert_calm(&format!("{name}, {length} bytes"), &run, &[3]);
        }
        let run = scan(&scratch.file(name, &whole[..whole.len() - 1]));
        assert_calm(&format!("{name}, last byte"), &run, &[1, 3, 4]);
    }
}

#[test]
fn damaged_anywhere() {
    let scratch = Scratch::new();
    for name in ["broker-leaky.apk", "broker-leaky.ipa"] {
        let whole = bytes(&fixture(name));
        for at in (3..whole.len()).step_by(509) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            let run = scan(&scratch.file(name, &damaged));
            assert_calm(&format!("{name}, byte {at}"), &run, &[1, 3, 4]);
        }
    }
}

#[test]
fn a_manifest_that_is_something_else() {
    let with = |manifest: &[u8]| {
        ZipBuilder::new().file("AndroidManifest.xml", manifest).file("classes.dex", code()).build()
    };
    check("text-manifest.apk", with(b"<manifest package='tw.example'/>"), &[4]);
    check("empty-manifest.apk", with(b""), &[4]);
    check("header-only.apk", with(&[3, 0, 8, 0, 8, 0, 0, 0]), &[4]);
    let cut = manifest();
    check("half-manifest.apk", with(&cut[..cut.len() / 2]), &[4]);
    for at in (0..cut.len()).step_by(7) {
        let mut wild = cut.clone();
        let end = (at + 4).min(wild.len());
        wild[at..end].fill(0xff);
        check("wild-manifest.apk", with(&wild), &[0, 1, 4]);
    }
}

#[test]
fn bombs_end_soon_and_incomplete() {
    let manifest = manifest();
    let run = check(
        "ratio.apk",
        ratio_bomb("classes.dex", 600 << 20).file("AndroidManifest.xml", &manifest).build(),
        &[4],
    );
    assert!(run.err.contains("classes.dex"), "{}", run.err);

    // 42 names for one kernel of 256 MiB, 10 GiB in all.
    let many = (0..42).fold(ratio_bomb("assets/0", 256 << 20), |zip, n| zip.alias(format!("assets/x{n}"), 0));
    check("forty-two.apk", many.file("AndroidManifest.xml", &manifest).build(), &[4]);

    // The kernel of a bomb whose entries overlap, without a manifest and inside a package.
    let overlapping = overlap_bomb(20_000, 4 << 20);
    check("overlap.zip", &overlapping, &[3]);
    let nested =
        ZipBuilder::new().stored("assets/a.zip", &overlapping).file("AndroidManifest.xml", &manifest).build();
    check("nested.apk", nested, &[0, 1, 4]);
    let aliases =
        (0..20_000).fold(ratio_bomb("assets/0", 4 << 20), |zip, n| zip.alias(format!("assets/{n}.dat"), 0));
    check("overlap.apk", aliases.file("AndroidManifest.xml", &manifest).build(), &[4]);
}

#[test]
fn sixty_thousand_entries_that_cannot_be_read() {
    let mut zip = ZipBuilder::new().file("AndroidManifest.xml", manifest());
    for number in 0..60_000 {
        // No deflate stream begins like this.
        zip = zip.raw(format!("assets/{number}"), 8, *b"\x07x", 5, 0);
    }
    check("unreadable.apk", zip.build(), &[4]);
    let mut zip = ZipBuilder::new().file("AndroidManifest.xml", manifest());
    for _ in 0..60_000 {
        zip = zip.stored("classes.dex", "");
    }
    check("one-name.apk", zip.build(), &[4]);
}

/// An archive as packaging tools write it: what the cases below change.
fn base() -> ZipBuilder {
    ZipBuilder::new().file("AndroidManifest.xml", manifest()).file("classes.dex", code())
}

#[test]
fn malformed_archives() {
    let central = |field, value| base().patch_central(0, field, value);
    let local = |field, value| base().patch_local(0, field, value);
    let both = |field, value| base().patch_central(0, field, value).patch_local(0, field, value);
    let end = |field, value| base().patch_end(field, value);
    // What Android would read is scanned; what we cannot read to the end makes the scan incomplete.
    const READ: &[i32] = &[0, 1];
    const EITHER: &[i32] = &[0, 1, 3, 4];
    let cases: Vec<(&str, ZipBuilder, &[i32])> = vec![
        ("duplicate", base().file("classes.dex", "another"), EITHER),
        ("encrypted-directory", central(Field::Flags, 1), READ),
        ("encrypted-local", local(Field::Flags, 1), READ),
        ("encrypted-both", both(Field::Flags, 1), READ),
        ("method-directory", central(Field::Method, 0x1234), &[4]),
        ("method-local", local(Field::Method, 0x1234), READ),
        ("method-both", both(Field::Method, 0x1234), &[4]),
        ("name-mismatch", base().file("a", "b").local_name("c"), READ),
        ("checksum", central(Field::Crc, 0xdead_beef), READ),
        ("huge-size", central(Field::UncompressedSize, 0x7fff_ffff), &[4]),
        ("local-size", local(Field::CompressedSize, 0), READ),
        ("local-extra", local(Field::ExtraLength, 0xfff0), &[4]),
        ("disk", end(EndField::Disk, 1), READ),
        ("prefix", base().prefix_uncounted(b"#!JUNK".repeat(100)), EITHER),
        ("count-one", end(EndField::CountOnDisk, 1).patch_end(EndField::Count, 1), EITHER),
        ("count-high", end(EndField::CountOnDisk, 255).patch_end(EndField::Count, 255), EITHER),
        ("comment-length", end(EndField::CommentLength, 5), EITHER),
        ("trailing", base().trailing("TRAILING"), EITHER),
        ("end-in-comment", base().fake_end(), EITHER),
        ("slip", base().file("../../etc/x", "x"), READ),
        ("control-in-name", base().file(b"a\x01b", "x"), READ),
        ("zip64-local", base().file("b", vec![b'x'; 100]).zip64_local(), READ),
        ("directory-outside", end(EndField::DirectoryOffset, 0x7fff_ffff), EITHER),
        ("header-outside", central(Field::HeaderOffset, 0x7fff_ffff), &[4]),
        ("header-of-another", base().patch_central(1, Field::HeaderOffset, 0), EITHER),
        ("name-length", central(Field::NameLength, 0xffff), EITHER),
    ];
    let mut wrong = Vec::new();
    for (name, zip, codes) in cases {
        let scratch = Scratch::new();
        let run = scan(&scratch.file(&format!("{name}.apk"), zip.build()));
        assert_calm(name, &run, EITHER);
        let code = run.code.unwrap();
        if !codes.contains(&code) {
            wrong.push(format!("{name}: {code}, not {codes:?}: {}", run.err.trim()));
        }
        // Whatever the verdict, the trick itself is in the report; a local zip64 header is no trick.
        if code != 3 && name != "zip64-local" && run.json()["issues"].as_array().unwrap().is_empty() {
            wrong.push(format!("{name}: the report has no issue"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn counts_that_are_not_true_cost_nothing() {
    // A quarter of what any run may take: a count that is believed is met here, whatever the machine has.
    const SMALL: u64 = MEBIBYTES / 4;
    let check = |name: &str, package: Vec<u8>, codes: &[i32]| {
        let scratch = Scratch::new();
        let path = scratch.file(name, package);
        let run = appraise_within(SMALL, ["scan", path.to_str().unwrap(), "--jobs", "1", "-f", "json"])
            .guard(GUARD);
        let run = run.run();
        assert_calm(name, &run, codes);
        run.json()
    };
    let accepts = |report: &serde_json::Value, part: &str| report["app"]["platform_accepts"][part].clone();

    let mut table =
        res::parts(&[("res/values/bools.xml", "<resources><bool name=\"dev\">true</bool></resources>")]);
    table.package_count = u32::MAX;
    let report = check("packages.apk", base().stored("resources.arsc", table.build()).build(), &[0, 1]);
    assert_eq!(accepts(&report, "resources"), "yes", "one package is there, and it is read");

    let at = table.types.len() - 1;
    table.types[at][12..16].copy_from_slice(&(1u32 << 30).to_le_bytes());
    let report = check("entries.apk", base().stored("resources.arsc", table.build()).build(), &[0, 1, 4]);
    assert_eq!(accepts(&report, "resources"), "no");

    let name = || "a".to_owned();
    let mut nodes = vec![axml::Node::Start(axml::Start::new(1, None, "manifest", Vec::new()))];
    nodes.extend((0..50_000).map(|_| axml::Node::Start(axml::Start::new(1, None, &name(), Vec::new()))));
    nodes.extend((0..50_000).map(|_| axml::Node::End { line: 1, namespace: None, name: name() }));
    nodes.push(axml::Node::End { line: 1, namespace: None, name: "manifest".to_owned() });
    let deep = axml::Tree { nodes, utf16: false, resource_map: None }.build();
    let deep = ZipBuilder::new().file("AndroidManifest.xml", deep).file("classes.dex", code());
    let report = check("deep.apk", deep.build(), &[4]);
    assert_eq!(accepts(&report, "manifest"), "unknown");

    // Entries of a signature whose headers claim two gigabytes each.
    let names = ["META-INF/MANIFEST.MF", "META-INF/A.SF", "META-INF/A.RSA"];
    let mut zip = base();
    for (number, name) in names.into_iter().enumerate() {
        zip = zip.file(name, "Manifest-Version: 1.0\r\n\r\n");
        for field in [Field::UncompressedSize, Field::CompressedSize] {
            zip =
                zip.patch_central(number + 2, field, 0x7fff_ffff).patch_local(number + 2, field, 0x7fff_ffff);
        }
    }
    let report = check("two-gigabytes.apk", zip.build(), &[0, 1, 4]);
    assert_eq!(accepts(&report, "container"), "no");
}

#[test]
fn code_with_wild_offsets() {
    let dex = code();
    let with = |dex: &[u8]| base_with_code(dex);
    for at in (0x20..0x70).step_by(4) {
        for value in [0xffff_ffff_u32, 0x7fff_fff0, 1] {
            let mut wild = dex.clone();
            wild[at..at + 4].copy_from_slice(&value.to_le_bytes());
            check(&format!("header-{at:x}.apk"), with(&wild), &[0, 1, 4]);
        }
    }
    for at in (0x70..dex.len()).step_by(3) {
        let mut wild = dex.clone();
        let end = (at + 4).min(wild.len());
        wild[at..end].fill(0xff);
        check(&format!("table-{at:x}.apk"), with(&wild), &[0, 1, 4]);
    }
    check("half.apk", with(&dex[..dex.len() / 2]), &[4]);
    check("text.apk", with(b"no code at all"), &[0, 1, 4]);
    // The same file without a package around it.
    check("bare.dex", &dex, &[0, 1, 4]);
    check("bare-half.dex", &dex[..dex.len() / 2], &[3, 4]);
}

#[test]
fn code_that_multiplies() {
    let cipher = "Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;";
    let method = |registers: u16, body: Vec<Insn>| {
        let call = [insn::invoke_static(cipher, &[0])];
        let code = call.into_iter().chain(body).chain([insn::return_void()]);
        DexBuilder::new()
            .class("La/B;", |class| class.method("m", "()V", |method| method.registers(registers).code(code)))
            .build()
    };
    // Fifty thousand blocks, each before a state of as many registers as there can be.
    let jumps = vec![insn::raw(&[0x0128]); 50_000];
    check("registers.apk", base_with_code(&method(u16::MAX, jumps)), &[0, 1, 4]);
    // The same with calls that may change any of them.
    let calls = vec![insn::invoke_static("La/C;->m(Ljava/lang/Object;)V", &[0]); 50_000];
    check("calls.apk", base_with_code(&method(u16::MAX, calls)), &[0, 1, 4]);
    // Twenty thousand switches that share a table of twenty thousand cases.
    let count = 20_000_u32;
    let switch = |nth: u32| {
        let [low, high] =
            [0, 16].map(|shift| (3 * (count - nth) + 1) >> shift & 0xffff).map(|unit| unit as u16);
        insn::raw(&[0x002b, low, high])
    };
    // The return-void in front keeps the table at an even place.
    let table = [0x0100, count as u16, 0, 0].into_iter().chain([3, 0].repeat(count as usize));
    let body: Vec<Insn> = (0..count)
        .map(switch)
        .chain([insn::return_void(), insn::raw(&table.collect::<Vec<u16>>())])
        .collect();
    check("switches.apk", base_with_code(&method(1, body)), &[0, 1, 4]);
}

fn base_with_code(dex: &[u8]) -> Vec<u8> {
    ZipBuilder::new().file("AndroidManifest.xml", manifest()).file("classes.dex", dex).build()
}

const V2: u32 = 0x7109_871a;
const V3: u32 = 0xf053_68c0;
const V31: u32 = 0x1b93_ad61;
const STAMP: u32 = 0x6dff_800d;

/// A record with its length in front, of which signing blocks are made.
fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], bytes].concat()
}

/// An ASN.1 value whose length takes more bytes than it needs, which DER forbids.
fn long_form(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84][..], &length, content].concat()
}

#[test]
fn signing_blocks_that_lie() {
    for length in [0_u64, 3, 1 << 62, 1 << 63] {
        let body = [&length.to_le_bytes()[..], &[0x1a, 0x87, 0x09, 0x71], &[0; 40]].concat();
        let size = (body.len() as u64 + 24).to_le_bytes();
        let block = [&size[..], &body, &size, b"APK Sig Block 42"].concat();
        check(&format!("pair-{length:x}.apk"), base().before_directory(block).build(), &[0, 1, 4]);
    }
    // Signers without anything in them, of the schemes that differ in what a signer is.
    for (id, fields) in [(V2, 12), (V3, 20), (V31, 20), (STAMP, 12)] {
        let signers = prefixed(&prefixed(&vec![0; fields]).repeat(100_000));
        check(&format!("signers-{id:x}.apk"), base().signing_block(&[(id, &signers)]).build(), &[0, 1, 4]);
    }
}

#[test]
fn jar_signatures_that_lie() {
    let signed = |block: &[u8]| {
        base()
            .stored("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n\r\n")
            .stored("META-INF/A.SF", "Signature-Version: 1.0\r\n\r\n")
            .stored("META-INF/A.RSA", block)
    };
    let nested = (0..20_000_u32).rev().flat_map(|level| {
        let [a, b, c, d] = (level * 6).to_be_bytes();
        [0x30, 0x84, a, b, c, d]
    });
    check("endless.apk", signed(&[0x30, 0x80].repeat(20_000)).build(), &[0, 1, 4]);
    check("deep.apk", signed(&nested.collect::<Vec<_>>()).build(), &[0, 1, 4]);

    // Content that claims two gigabytes, as stored and as compressed.
    for (size, compressed) in [(2_016_310_387, 1_701_210_478), (0x7fff_ffff, 27)] {
        let lying = signed(&[]).patch_central(2, Field::UncompressedSize, size).patch_central(
            2,
            Field::CompressedSize,
            compressed,
        );
        check("manifest-claims.apk", lying.build(), &[0, 1, 4]);
    }
}

#[test]
fn certificates_that_are_not_der_or_negative() {
    let rsa = long_form(0x30, &long_form(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]));
    // No zero in front of the modulus: read as signed it is negative.
    let modulus = [[0xff; 127].as_slice(), &[1]].concat();
    let key = long_form(0x30, &[long_form(2, &modulus), long_form(2, &[1, 0, 1])].concat());
    let key = long_form(0x30, &[rsa.clone(), long_form(3, &[&[0], &key[..]].concat())].concat());
    let time = long_form(0x17, b"200101000000Z");
    let validity = long_form(0x30, &time.repeat(2));
    let name = long_form(0x30, &[]);
    let serial = long_form(2, &[0xff]);
    let body = [serial, rsa, name.clone(), validity, name, key].concat();
    let certificate = long_form(0x30, &long_form(0x30, &body));

    let signed = [prefixed(&[]), prefixed(&prefixed(&certificate)), prefixed(&[])].concat();
    let signer = [prefixed(&signed), prefixed(&[]), prefixed(&[])].concat();
    let block = prefixed(&prefixed(&signer));
    let scratch = Scratch::new();
    let package = scratch.file("negative.apk", base().signing_block(&[(V2, &block)]).build());
    assert_calm("negative.apk", &scan(&package), &[0, 1, 4]);
    // It is shown by the hash of the bytes as they are, not of what an encoder would make of them.
    let limits = cursor::Limits::default();
    let package = bytes(&package);
    let archive = container::parse(&package, &limits).unwrap();
    let claimed = &apksig::parse(&package, &archive, &limits).signers[0].certificates[0];
    assert_eq!((&claimed.der, claimed.key_bits), (&certificate, 1024));
    assert_eq!(claimed.sha256, <[u8; 32]>::from(sha2::Sha256::digest(&certificate)));
    check("empty-certificate.apk", base().signing_block(&[(V2, &prefixed(&[]))]).build(), &[0, 1, 4]);
}

#[test]
fn resources_that_lie() {
    let values = "<resources><string name=\"a\">text</string></resources>";
    let mut table = res::parts(&[("res/values/strings.xml", values)]);
    table.package_count = u32::MAX;
    check("packages.apk", base().file("resources.arsc", table.build()).build(), &[0, 1, 4]);

    let open = |_| Node::Start(Start::new(1, None, "a", Vec::new()));
    let close = |_| Node::End { line: 1, namespace: None, name: "a".to_owned() };
    let nodes = (0..50_000).map(open).chain((0..50_000).map(close)).collect();
    let deep = Tree { nodes, utf16: false, resource_map: None }.build();
    check("deep-layout.apk", base().file("res/layout/a.xml", &deep).build(), &[0, 1, 4]);
    let manifest = ZipBuilder::new().file("AndroidManifest.xml", &deep).file("classes.dex", code());
    check("deep-manifest.apk", manifest.build(), &[4]);
}

/// An IPA of one app with this property list and this program.
fn ipa(info: &[u8], program: &[u8]) -> Vec<u8> {
    ZipBuilder::new().file("Payload/A.app/Info.plist", info).file("Payload/A.app/A", program).build()
}

#[test]
fn property_lists_that_nest_or_multiply() {
    let program = macho::executable().build();
    let deep =
        |open: &str, close: &str| plist::xml(&format!("{}{}", open.repeat(100_000), close.repeat(100_000)));
    check("deep-array.ipa", ipa(&deep("<array>", "</array>"), &program), &[4]);
    check("deep-dict.ipa", ipa(&deep("<dict><key>k</key>", "</dict>"), &program), &[4]);
    check("never-closed.ipa", ipa(&plist::xml(&"<array>".repeat(100_000)), &program), &[4]);
    let laughs = "<!DOCTYPE plist [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><plist><string>&b;</string></plist>";
    check("entities.ipa", ipa(laughs.as_bytes(), &program), &[0, 1, 4]);
    // An array that holds itself, and 60 levels that each hold the next one twice: 2^60 nodes.
    check("cycle.ipa", ipa(&plist::raw(&[plist::array(&[0])], 0), &program), &[0, 1, 4]);
    let levels: Vec<Vec<u8>> =
        (0..60).map(|n| plist::array(&[n + 1, n + 1])).chain([plist::string("end")]).collect();
    check("doubling.ipa", ipa(&plist::raw(&levels, 0), &program), &[0, 1, 4]);
    check("text.ipa", ipa(b"no property list", &program), &[0, 1, 4]);
}

#[test]
fn programs_with_wild_counts() {
    let info = plist::xml(
        "<dict><key>CFBundleIdentifier</key><string>tw.example</string><key>CFBundleExecutable</key><string>A</string></dict>",
    );
    let thin = macho::executable().build();
    let mut fat = 0xcafe_babe_u32.to_be_bytes().to_vec();
    fat.extend(u32::MAX.to_be_bytes());
    fat.extend([0; 40]);
    check("slices.ipa", ipa(&info, &fat), &[0, 1, 4]);
    // A bare file of this magic and count is a Java class, or nothing.
    check("slices", &fat, &[3, 4]);
    let mut itself = macho::fat(&[(0x0100_000c, 0, thin.clone())]);
    itself[16..20].copy_from_slice(&0_u32.to_be_bytes());
    check("itself.ipa", ipa(&info, &itself), &[0, 1, 4]);
    // Number and size of the load commands, then the size of the first one.
    for (name, at) in [("commands", 16), ("commands-size", 20), ("command-size", 36)] {
        for value in [0_u32, 7, 0x8000_0000, u32::MAX] {
            let mut wild = thin.clone();
            wild[at..at + 4].copy_from_slice(&value.to_le_bytes());
            check(&format!("{name}-{value:x}.ipa"), ipa(&info, &wild), &[0, 1, 4]);
        }
    }
    check("half.ipa", ipa(&info, &thin[..thin.len() / 2]), &[0, 1, 4]);
}

#[test]
fn inspect_is_as_calm() {
    let scratch = Scratch::new();
    for (name, content) in [
        ("text.apk", b"words".to_vec()),
        ("half.apk", bytes(&fixture("broker-leaky.apk"))[..20_000].to_vec()),
    ] {
        let run = appraise(["inspect".into(), scratch.file(name, content).into_os_string()]).run();
        assert_eq!(run.code, Some(3), "{}", run.err);
        assert!(run.err.contains(name) && run.err.lines().count() <= FEW, "{}", run.err);
    }
}
