//! Prints the count of instructions of each DEX file named on the command line: to compare with `dexdump -d`, one line an instruction.
//!
//! `cargo run -p appraise-dex --example count -- classes.dex classes2.dex`

use std::fs::File;
use std::io::{self, Read};

/// Largest file that is read.
const MAX_BYTES: u64 = 1 << 30;

fn main() -> io::Result<()> {
    let limits = cursor::Limits::default();
    for path in std::env::args_os().skip(1) {
        let mut data = Vec::new();
        File::open(&path)?.take(MAX_BYTES).read_to_end(&mut data)?;
        let (mut classes, mut methods, mut instructions, mut errors) = (0u64, 0u64, 0u64, 0u64);
        for offset in dex::headers(&data) {
            let parsed = dex::parse_at(&data, offset, &limits).map_err(io::Error::other)?;
            for issue in &parsed.issues {
                println!("  {issue}");
            }
            let dex = parsed.value;
            for class in dex.classes() {
                classes = classes.saturating_add(1);
                let mut members = class.methods(&dex);
                for method in members.by_ref() {
                    methods = methods.saturating_add(1);
                    let Some(code) = method.code(&dex) else { continue };
                    let Ok(code) = code else {
                        errors = errors.saturating_add(1);
                        continue;
                    };
                    let mut walk = code.instructions();
                    instructions = instructions.saturating_add(walk.by_ref().count() as u64);
                    errors = errors.saturating_add(walk.error().is_some().into());
                }
                errors = errors.saturating_add(members.error().is_some().into());
            }
        }
        println!(
            "{}: {classes} classes, {methods} methods, {instructions} instructions, {errors} errors",
            path.display()
        );
    }
    Ok(())
}
