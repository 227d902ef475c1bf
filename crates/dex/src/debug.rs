//! Line numbers: the state machine of `debug_info_item` in the DEX format documentation.

use std::iter::FusedIterator;

use cursor::{ParseError, Reader};

use crate::{Code, StringIdx};

/// Steps of a line table for each code unit, and those that any method may have. An address has one line and the locals
/// that begin and end there.
const STEPS_PER_UNIT: u32 = 8;
const STEPS_FREE: u32 = 1024;
/// Parameters whose names are passed over; a method takes at most 255.
const MAX_PARAMETERS: u32 = 1024;

const DBG_END_SEQUENCE: u8 = 0x00;
const DBG_ADVANCE_PC: u8 = 0x01;
const DBG_ADVANCE_LINE: u8 = 0x02;
const DBG_START_LOCAL: u8 = 0x03;
const DBG_START_LOCAL_EXTENDED: u8 = 0x04;
const DBG_END_LOCAL: u8 = 0x05;
const DBG_RESTART_LOCAL: u8 = 0x06;
const DBG_SET_FILE: u8 = 0x09;
const DBG_FIRST_SPECIAL: u8 = 0x0a;

impl<'a> Code<'a> {
    /// The line table: code unit at which a line begins, and its number. Empty when the compiler kept none.
    pub fn lines(&self) -> Lines<'a> {
        let max = self.max_steps();
        let mut lines =
            Lines { reader: Reader::new(&[]), pc: 0, line: 0, steps: 0, max, locals: false, error: None };
        if self.debug_info_off != 0 {
            match self.open_debug_info() {
                Ok((reader, line)) => lines = Lines { reader, line, steps: max, ..lines },
                Err(error) => lines.error = Some(error),
            }
        }
        lines
    }

    /// The line of the instruction at a code unit; `None` without a line table or before its first entry.
    pub fn line(&self, pc: u32) -> Option<u32> {
        self.lines().take_while(|(start, _)| *start <= pc).last().map(|(_, line)| line)
    }

    /// Whether the debug info names local variables, as only builds for debugging keep them.
    pub fn names_locals(&self) -> bool {
        let mut lines = self.lines();
        while !lines.locals && lines.next().is_some() {}
        lines.locals
    }

    /// Many methods may share one long table, so that it has to be in proportion to the code.
    fn max_steps(&self) -> u32 {
        self.units().saturating_mul(STEPS_PER_UNIT).saturating_add(STEPS_FREE)
    }

    /// Names of the declared parameters, as far as the compiler kept them; empty when it kept none.
    pub fn parameter_names(&self) -> Vec<Option<StringIdx>> {
        let mut names = Vec::new();
        if self.debug_info_off != 0
            && let Ok((mut reader, _, count)) = self.open_header()
        {
            // A number above zero is that of the text plus one.
            let read = (0..count).map_while(|_| reader.uleb128("parameter name").ok());
            names.extend(read.map(|name| name.checked_sub(1).map(StringIdx)));
        }
        names
    }

    fn open_debug_info(&self) -> Result<(Reader<'a>, u32), ParseError> {
        let (mut reader, line, parameters) = self.open_header()?;
        for _ in 0..parameters {
            reader.uleb128("parameter name")?;
        }
        Ok((reader, line))
    }

    /// The reader before the first parameter name, the first line, and how many names there are.
    fn open_header(&self) -> Result<(Reader<'a>, u32, u32), ParseError> {
        let mut reader = self.area.at(self.debug_info_off, "debug info")?;
        let line = reader.uleb128("first line")?;
        let parameters = reader.uleb128("parameter names")?;
        if parameters > MAX_PARAMETERS {
            return Err(reader.invalid("parameter names", format!("{parameters} of them")));
        }
        Ok((reader, line, parameters))
    }
}

/// A line table. Ends after its first error.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    reader: Reader<'a>,
    pc: u32,
    line: u32,
    /// Steps that may still be taken; zero ends the table.
    steps: u32,
    /// Steps of a whole table.
    max: u32,
    /// Whether a local variable was named so far.
    locals: bool,
    error: Option<ParseError>,
}

impl Lines<'_> {
    /// Why the iterator ended early.
    pub fn error(&self) -> Option<&ParseError> {
        self.error.as_ref()
    }

    /// Runs to the next entry; `None` at the end of the table.
    fn run(&mut self) -> Result<Option<(u32, u32)>, ParseError> {
        while self.steps > 0 {
            self.steps = self.steps.saturating_sub(1);
            let reader = &mut self.reader;
            let opcode = reader.u8("debug opcode")?;
            let operands = match opcode {
                DBG_END_SEQUENCE => {
                    self.steps = 0;
                    return Ok(None);
                }
                DBG_ADVANCE_PC => {
                    self.pc = self.pc.wrapping_add(reader.uleb128("address advance")?);
                    0
                }
                DBG_ADVANCE_LINE => {
                    self.line = self.line.wrapping_add_signed(reader.sleb128("line advance")?);
                    0
                }
                DBG_START_LOCAL => {
                    self.locals = true;
                    3
                }
                DBG_START_LOCAL_EXTENDED => {
                    self.locals = true;
                    4
                }
                DBG_END_LOCAL | DBG_RESTART_LOCAL | DBG_SET_FILE => 1,
                special @ DBG_FIRST_SPECIAL.. => {
                    // A special opcode moves both: fifteen line steps from -4 on for each address step.
                    let step = special.wrapping_sub(DBG_FIRST_SPECIAL);
                    self.pc = self.pc.wrapping_add(u32::from(step / 15));
                    self.line = self.line.wrapping_add(u32::from(step % 15)).wrapping_sub(4);
                    return Ok(Some((self.pc, self.line)));
                }
                // DBG_SET_PROLOGUE_END and DBG_SET_EPILOGUE_BEGIN.
                _ => 0,
            };
            for _ in 0..operands {
                self.reader.uleb128("debug operand")?;
            }
        }
        Err(ParseError::limit("line table", self.reader.offset(), "steps of a line table", self.max.into()))
    }
}

impl Iterator for Lines<'_> {
    type Item = (u32, u32);

    fn next(&mut self) -> Option<(u32, u32)> {
        if self.steps == 0 {
            return None;
        }
        match self.run() {
            Ok(entry) => entry,
            Err(error) => {
                self.steps = 0;
                self.error = Some(error);
                None
            }
        }
    }
}

impl FusedIterator for Lines<'_> {}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]
mod tests {
    use cursor::Limits;
    use testkit::dex::{DexBuilder, insn};

    use crate::Code;

    /// Runs a test over a method whose debug info is these bytes.
    fn with<T>(debug_info: &[u8], test: impl Fn(Code<'_>) -> T) -> T {
        let code = [insn::const16(0, 1), insn::const16(0, 2), insn::return_void()];
        let class =
            DexBuilder::new().class("LA;", |class| class.method("m", "()V", |method| method.code(code)));
        let plain = class.clone().build();
        let dex = crate::parse(&plain, &Limits::default()).unwrap().value;
        let at = dex.class(0).unwrap().methods(&dex).next().unwrap().code_offset as usize;
        let bytes = class.put(at + 8, plain.len() as u32).append(debug_info).build();
        let dex = crate::parse(&bytes, &Limits::default()).unwrap().value;
        let method = dex.class(0).unwrap().methods(&dex).next().unwrap();
        test(method.code(&dex).unwrap().unwrap())
    }

    #[test]
    fn the_state_machine_moves_address_and_line() {
        // Line 100, two parameter names; prologue end; +1 line at 0; locals; line -10; address +2, line +2; end.
        let table = [
            100, 2, 1, 0, 0x07, 0x0f, 0x03, 0, 1, 1, 0x04, 0, 1, 1, 1, 0x05, 0, 0x06, 0, 0x09, 0, 0x02, 0x76,
            0x01, 1, 0x1f, 0x00, 0x0f,
        ];
        with(&table, |code| {
            assert_eq!(code.lines().collect::<Vec<_>>(), [(0, 101), (2, 93)]);
            assert!(code.names_locals());
            assert_eq!([0, 1, 2, 4].map(|pc| code.line(pc)), [Some(101), Some(101), Some(93), Some(93)]);
        });
    }

    #[test]
    fn parameters_keep_their_names_and_gaps() {
        let names = |table: &[u8]| {
            with(table, |code| {
                let names = code.parameter_names();
                names.into_iter().map(|name| name.map(|name| name.0)).collect::<Vec<_>>()
            })
        };
        assert_eq!(names(&[1, 2, 3, 0, 0]), [Some(2), None]);
        assert_eq!(names(&[1, 0xff, 0xff, 0xff, 0x7f]), []);
    }

    #[test]
    fn a_table_without_end_ends_with_an_error() {
        let error = with(&[1, 0, 0x0e], |code| {
            let mut lines = code.lines();
            assert_eq!(lines.by_ref().count(), 1);
            lines.error().map(|error| error.what)
        });
        assert_eq!(error, Some("debug opcode"));
        assert_eq!(
            with(&[1, 0xff, 0xff, 0xff, 0x7f], |code| code.lines().error().map(|error| error.what)),
            Some("parameter names")
        );
    }
}
