use dex::{Instruction, MethodIdx, Opcode};
use facts::{DexFile, Facts, location_of};
use finding::{Location, Origin};
use rules::Sink;

use crate::{Detector, Unknown};

/// Texts that the app hides by an exclusive or with a fixed value, told once for the whole app.
pub(crate) struct CustomCipher;

/// Longest method that is looked into, in code units; such loops are short.
const MAX_UNITS: u32 = 1024;

impl Detector for CustomCipher {
    fn id(&self) -> &'static str {
        "custom-cipher"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut found: Vec<Location> = Vec::new();
        let mut examined = 0u32;
        for (at, file) in facts.code.classes.files.iter().enumerate() {
            let Some(text) = file.dex.find_type("Ljava/lang/String;") else { continue };
            for (class, _) in facts.code.classes.classes_of(at) {
                for method in class.methods(&file.dex) {
                    let proto = file.dex.method(method.idx).and_then(|one| file.dex.proto(one.proto));
                    if proto.is_none_or(|proto| proto.return_type != text) {
                        continue;
                    }
                    let Some(Ok(code)) = method.code(&file.dex) else { continue };
                    if code.units() > MAX_UNITS {
                        continue;
                    }
                    examined = examined.saturating_add(1);
                    if hides_text(file, code.instructions()) {
                        found.push(location_of(file, &method, None));
                    }
                }
            }
        }
        out.examined("methods that give back a text", examined);
        let own = |place: &&Location| matches!(facts.origin_of(place), Origin::Own);
        let Some(first) = found.iter().find(own).or_else(|| found.first()) else { return Ok(()) };
        out.fail(first.clone()).value("count", found.len().to_string());
        Ok(())
    }
}

/// Whether a loop reads letters or bytes one by one, combines each with a value that the code fixes, and a text is made.
fn hides_text<'a>(file: &DexFile<'a>, instructions: impl Iterator<Item = Instruction<'a>>) -> bool {
    let (mut loops, mut reads, mut makes, mut combines, mut literal, mut fixed) = Default::default();
    // The register that the last exclusive or was written to, and whether with a number of the code.
    let mut mixed = None;
    for one in instructions {
        let op = one.op;
        match op {
            Opcode::AGET_BYTE | Opcode::AGET_CHAR => reads = true,
            Opcode::XOR_INT | Opcode::XOR_INT_2ADDR => mixed = one.a().map(|register| (register, false)),
            Opcode::XOR_INT_LIT8 | Opcode::XOR_INT_LIT16 => {
                // The last three take a sign away, as old encoders of Base64 do it.
                let plain = !matches!(one.literal(), Some(-1 | 0xc0 | 0xf0 | 0xfc));
                mixed = one.a().filter(|_| plain).map(|register| (register, true));
            }
            // What was mixed becomes a byte or a letter again; other uses of the operation end as numbers.
            Opcode::INT_TO_BYTE | Opcode::INT_TO_CHAR => {
                if let Some((_, with_number)) = mixed.filter(|(register, _)| one.b() == Some(*register)) {
                    combines = true;
                    literal |= with_number;
                }
            }
            Opcode::CONST_STRING | Opcode::FILL_ARRAY_DATA | Opcode::SGET_OBJECT => fixed = true,
            Opcode::CONST_16 | Opcode::CONST => fixed = true,
            _ if op.is_if() || op.is_goto() => {
                loops |= one.target().is_some_and(|target| target <= one.pc);
            }
            _ if op.is_invoke() => {
                let callee = file.dex.method_signature(MethodIdx(one.index_raw())).unwrap_or_default();
                reads |= callee.starts_with("Ljava/lang/String;->charAt(");
                makes |= callee.starts_with("Ljava/lang/String;-><init>([")
                    || callee.starts_with("Ljava/lang/String;->valueOf([C")
                    || callee.starts_with("Ljava/lang/StringBuilder;->append(C)");
            }
            _ => {}
        }
    }
    loops && reads && makes && combines && (literal || fixed)
}
