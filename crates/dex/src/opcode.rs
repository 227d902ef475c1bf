//! The opcode table: mnemonic, format and kind of index of every opcode.
//!
//! Source: "Dalvik bytecode" and "Dalvik Executable instruction formats" of the Android documentation.

/// An opcode byte. The associated constants are spelled as the specification spells the mnemonics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opcode(pub u8);

/// How the code units of an instruction hold its operands; named as the specification names the formats: units, registers, kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
#[allow(missing_docs, reason = "the names are those of the specification and say the layout")]
pub enum Format {
    F10x, F12x, F11n, F11x, F10t, F20t, F22x, F21t, F21s, F21h, F21c, F23x, F22b, F22t, F22s, F22c,
    F30t, F32x, F31i, F31t, F31c, F35c, F3rc, F45cc, F4rcc, F51l,
}

/// What table the index operand of an instruction points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the tables")]
pub enum IndexKind {
    None,
    String,
    Type,
    Field,
    Method,
    Proto,
    CallSite,
    MethodHandle,
}

impl Format {
    /// Code units of an instruction of this format.
    pub const fn units(self) -> u8 {
        match self {
            Self::F10x | Self::F12x | Self::F11n | Self::F11x | Self::F10t => 1,
            Self::F20t | Self::F22x | Self::F21t | Self::F21s | Self::F21h | Self::F21c => 2,
            Self::F23x | Self::F22b | Self::F22t | Self::F22s | Self::F22c => 2,
            Self::F30t | Self::F32x | Self::F31i | Self::F31t | Self::F31c | Self::F35c | Self::F3rc => 3,
            Self::F45cc | Self::F4rcc => 4,
            Self::F51l => 5,
        }
    }
}

/// What the table says of one opcode.
#[derive(Clone, Copy)]
struct Entry {
    mnemonic: &'static str,
    format: Format,
    index: IndexKind,
}

/// An opcode without a meaning: one unit, as ART walks over it before its verifier refuses the method.
const UNUSED: Entry = Entry { mnemonic: "unused", format: Format::F10x, index: IndexKind::None };

impl Opcode {
    /// The mnemonic, such as `invoke-virtual/range`; `unused` for an opcode without a meaning.
    pub fn mnemonic(self) -> &'static str {
        self.entry().mnemonic
    }

    /// The layout of the operands.
    pub fn format(self) -> Format {
        self.entry().format
    }

    /// What the index operand points into.
    pub fn index_kind(self) -> IndexKind {
        self.entry().index
    }

    /// Code units of the instruction. A payload, which hides behind [`Opcode::NOP`], is sized by its own header.
    pub fn units(self) -> u8 {
        WIDTHS.get(usize::from(self.0)).copied().unwrap_or(1)
    }

    /// True for every `invoke-*`, polymorphic and custom ones included.
    pub fn is_invoke(self) -> bool {
        matches!(self.0, 0x6e..=0x72 | 0x74..=0x78 | 0xfa..=0xfd)
    }

    /// True for `if-*`.
    pub fn is_if(self) -> bool {
        matches!(self.0, 0x32..=0x3d)
    }

    /// True for `goto`, `goto/16` and `goto/32`.
    pub fn is_goto(self) -> bool {
        matches!(self, Self::GOTO | Self::GOTO_16 | Self::GOTO_32)
    }

    /// True for `return-*`.
    pub fn is_return(self) -> bool {
        matches!(self.0, 0x0e..=0x11)
    }

    /// True when the next instruction may run after this one without a jump.
    pub fn falls_through(self) -> bool {
        !(self.is_goto() || self.is_return() || self == Self::THROW)
    }

    /// True when the first register operand is written. `check-cast` keeps the value and is not counted.
    pub fn writes_first(self) -> bool {
        matches!(self.0, 0x01..=0x0d | 0x12..=0x1c | 0x20..=0x23 | 0x2d..=0x31 | 0x44..=0x4a | 0x52..=0x58
            | 0x60..=0x66 | 0x7b..=0x8f | 0x90..=0xe2 | 0xfe..=0xff)
    }

    /// True when the written register is the first of a pair, which also overwrites the next one.
    pub fn writes_wide(self) -> bool {
        matches!(self.0, 0x04..=0x06 | 0x0b | 0x16..=0x19 | 0x45 | 0x53 | 0x61 | 0x7d | 0x7e | 0x80 | 0x81 | 0x83
            | 0x86 | 0x88 | 0x89 | 0x8b | 0x9b..=0xa5 | 0xab..=0xaf | 0xbb..=0xc5 | 0xcb..=0xcf)
    }

    fn entry(self) -> &'static Entry {
        TABLE.get(usize::from(self.0)).unwrap_or(&UNUSED)
    }
}

macro_rules! opcodes {
    ($($code:literal $name:ident $mnemonic:literal $format:ident $index:ident;)*) => {
        #[allow(missing_docs, reason = "each constant is named after its mnemonic")]
        impl Opcode {
            $(pub const $name: Self = Self($code);)*
        }

        /// One entry an opcode.
        static TABLE: [Entry; 256] = {
            let mut table = [UNUSED; 256];
            $(table[$code] = Entry { mnemonic: $mnemonic, format: Format::$format, index: IndexKind::$index };)*
            table
        };

        /// Code units of each opcode: all that a walk over instructions looks at.
        static WIDTHS: [u8; 256] = {
            let mut widths = [1; 256];
            $(widths[$code] = Format::$format.units();)*
            widths
        };
    };
}

opcodes! {
    0x00 NOP "nop" F10x None;
    0x01 MOVE "move" F12x None;
    0x02 MOVE_FROM16 "move/from16" F22x None;
    0x03 MOVE_16 "move/16" F32x None;
    0x04 MOVE_WIDE "move-wide" F12x None;
    0x05 MOVE_WIDE_FROM16 "move-wide/from16" F22x None;
    0x06 MOVE_WIDE_16 "move-wide/16" F32x None;
    0x07 MOVE_OBJECT "move-object" F12x None;
    0x08 MOVE_OBJECT_FROM16 "move-object/from16" F22x None;
    0x09 MOVE_OBJECT_16 "move-object/16" F32x None;
    0x0a MOVE_RESULT "move-result" F11x None;
    0x0b MOVE_RESULT_WIDE "move-result-wide" F11x None;
    0x0c MOVE_RESULT_OBJECT "move-result-object" F11x None;
    0x0d MOVE_EXCEPTION "move-exception" F11x None;
    0x0e RETURN_VOID "return-void" F10x None;
    0x0f RETURN "return" F11x None;
    0x10 RETURN_WIDE "return-wide" F11x None;
    0x11 RETURN_OBJECT "return-object" F11x None;
    0x12 CONST_4 "const/4" F11n None;
    0x13 CONST_16 "const/16" F21s None;
    0x14 CONST "const" F31i None;
    0x15 CONST_HIGH16 "const/high16" F21h None;
    0x16 CONST_WIDE_16 "const-wide/16" F21s None;
    0x17 CONST_WIDE_32 "const-wide/32" F31i None;
    0x18 CONST_WIDE "const-wide" F51l None;
    0x19 CONST_WIDE_HIGH16 "const-wide/high16" F21h None;
    0x1a CONST_STRING "const-string" F21c String;
    0x1b CONST_STRING_JUMBO "const-string/jumbo" F31c String;
    0x1c CONST_CLASS "const-class" F21c Type;
    0x1d MONITOR_ENTER "monitor-enter" F11x None;
    0x1e MONITOR_EXIT "monitor-exit" F11x None;
    0x1f CHECK_CAST "check-cast" F21c Type;
    0x20 INSTANCE_OF "instance-of" F22c Type;
    0x21 ARRAY_LENGTH "array-length" F12x None;
    0x22 NEW_INSTANCE "new-instance" F21c Type;
    0x23 NEW_ARRAY "new-array" F22c Type;
    0x24 FILLED_NEW_ARRAY "filled-new-array" F35c Type;
    0x25 FILLED_NEW_ARRAY_RANGE "filled-new-array/range" F3rc Type;
    0x26 FILL_ARRAY_DATA "fill-array-data" F31t None;
    0x27 THROW "throw" F11x None;
    0x28 GOTO "goto" F10t None;
    0x29 GOTO_16 "goto/16" F20t None;
    0x2a GOTO_32 "goto/32" F30t None;
    0x2b PACKED_SWITCH "packed-switch" F31t None;
    0x2c SPARSE_SWITCH "sparse-switch" F31t None;
    0x2d CMPL_FLOAT "cmpl-float" F23x None;
    0x2e CMPG_FLOAT "cmpg-float" F23x None;
    0x2f CMPL_DOUBLE "cmpl-double" F23x None;
    0x30 CMPG_DOUBLE "cmpg-double" F23x None;
    0x31 CMP_LONG "cmp-long" F23x None;
    0x32 IF_EQ "if-eq" F22t None;
    0x33 IF_NE "if-ne" F22t None;
    0x34 IF_LT "if-lt" F22t None;
    0x35 IF_GE "if-ge" F22t None;
    0x36 IF_GT "if-gt" F22t None;
    0x37 IF_LE "if-le" F22t None;
    0x38 IF_EQZ "if-eqz" F21t None;
    0x39 IF_NEZ "if-nez" F21t None;
    0x3a IF_LTZ "if-ltz" F21t None;
    0x3b IF_GEZ "if-gez" F21t None;
    0x3c IF_GTZ "if-gtz" F21t None;
    0x3d IF_LEZ "if-lez" F21t None;
    0x44 AGET "aget" F23x None;
    0x45 AGET_WIDE "aget-wide" F23x None;
    0x46 AGET_OBJECT "aget-object" F23x None;
    0x47 AGET_BOOLEAN "aget-boolean" F23x None;
    0x48 AGET_BYTE "aget-byte" F23x None;
    0x49 AGET_CHAR "aget-char" F23x None;
    0x4a AGET_SHORT "aget-short" F23x None;
    0x4b APUT "aput" F23x None;
    0x4c APUT_WIDE "aput-wide" F23x None;
    0x4d APUT_OBJECT "aput-object" F23x None;
    0x4e APUT_BOOLEAN "aput-boolean" F23x None;
    0x4f APUT_BYTE "aput-byte" F23x None;
    0x50 APUT_CHAR "aput-char" F23x None;
    0x51 APUT_SHORT "aput-short" F23x None;
    0x52 IGET "iget" F22c Field;
    0x53 IGET_WIDE "iget-wide" F22c Field;
    0x54 IGET_OBJECT "iget-object" F22c Field;
    0x55 IGET_BOOLEAN "iget-boolean" F22c Field;
    0x56 IGET_BYTE "iget-byte" F22c Field;
    0x57 IGET_CHAR "iget-char" F22c Field;
    0x58 IGET_SHORT "iget-short" F22c Field;
    0x59 IPUT "iput" F22c Field;
    0x5a IPUT_WIDE "iput-wide" F22c Field;
    0x5b IPUT_OBJECT "iput-object" F22c Field;
    0x5c IPUT_BOOLEAN "iput-boolean" F22c Field;
    0x5d IPUT_BYTE "iput-byte" F22c Field;
    0x5e IPUT_CHAR "iput-char" F22c Field;
    0x5f IPUT_SHORT "iput-short" F22c Field;
    0x60 SGET "sget" F21c Field;
    0x61 SGET_WIDE "sget-wide" F21c Field;
    0x62 SGET_OBJECT "sget-object" F21c Field;
    0x63 SGET_BOOLEAN "sget-boolean" F21c Field;
    0x64 SGET_BYTE "sget-byte" F21c Field;
    0x65 SGET_CHAR "sget-char" F21c Field;
    0x66 SGET_SHORT "sget-short" F21c Field;
    0x67 SPUT "sput" F21c Field;
    0x68 SPUT_WIDE "sput-wide" F21c Field;
    0x69 SPUT_OBJECT "sput-object" F21c Field;
    0x6a SPUT_BOOLEAN "sput-boolean" F21c Field;
    0x6b SPUT_BYTE "sput-byte" F21c Field;
    0x6c SPUT_CHAR "sput-char" F21c Field;
    0x6d SPUT_SHORT "sput-short" F21c Field;
    0x6e INVOKE_VIRTUAL "invoke-virtual" F35c Method;
    0x6f INVOKE_SUPER "invoke-super" F35c Method;
    0x70 INVOKE_DIRECT "invoke-direct" F35c Method;
    0x71 INVOKE_STATIC "invoke-static" F35c Method;
    0x72 INVOKE_INTERFACE "invoke-interface" F35c Method;
    0x74 INVOKE_VIRTUAL_RANGE "invoke-virtual/range" F3rc Method;
    0x75 INVOKE_SUPER_RANGE "invoke-super/range" F3rc Method;
    0x76 INVOKE_DIRECT_RANGE "invoke-direct/range" F3rc Method;
    0x77 INVOKE_STATIC_RANGE "invoke-static/range" F3rc Method;
    0x78 INVOKE_INTERFACE_RANGE "invoke-interface/range" F3rc Method;
    0x7b NEG_INT "neg-int" F12x None;
    0x7c NOT_INT "not-int" F12x None;
    0x7d NEG_LONG "neg-long" F12x None;
    0x7e NOT_LONG "not-long" F12x None;
    0x7f NEG_FLOAT "neg-float" F12x None;
    0x80 NEG_DOUBLE "neg-double" F12x None;
    0x81 INT_TO_LONG "int-to-long" F12x None;
    0x82 INT_TO_FLOAT "int-to-float" F12x None;
    0x83 INT_TO_DOUBLE "int-to-double" F12x None;
    0x84 LONG_TO_INT "long-to-int" F12x None;
    0x85 LONG_TO_FLOAT "long-to-float" F12x None;
    0x86 LONG_TO_DOUBLE "long-to-double" F12x None;
    0x87 FLOAT_TO_INT "float-to-int" F12x None;
    0x88 FLOAT_TO_LONG "float-to-long" F12x None;
    0x89 FLOAT_TO_DOUBLE "float-to-double" F12x None;
    0x8a DOUBLE_TO_INT "double-to-int" F12x None;
    0x8b DOUBLE_TO_LONG "double-to-long" F12x None;
    0x8c DOUBLE_TO_FLOAT "double-to-float" F12x None;
    0x8d INT_TO_BYTE "int-to-byte" F12x None;
    0x8e INT_TO_CHAR "int-to-char" F12x None;
    0x8f INT_TO_SHORT "int-to-short" F12x None;
    0x90 ADD_INT "add-int" F23x None;
    0x91 SUB_INT "sub-int" F23x None;
    0x92 MUL_INT "mul-int" F23x None;
    0x93 DIV_INT "div-int" F23x None;
    0x94 REM_INT "rem-int" F23x None;
    0x95 AND_INT "and-int" F23x None;
    0x96 OR_INT "or-int" F23x None;
    0x97 XOR_INT "xor-int" F23x None;
    0x98 SHL_INT "shl-int" F23x None;
    0x99 SHR_INT "shr-int" F23x None;
    0x9a USHR_INT "ushr-int" F23x None;
    0x9b ADD_LONG "add-long" F23x None;
    0x9c SUB_LONG "sub-long" F23x None;
    0x9d MUL_LONG "mul-long" F23x None;
    0x9e DIV_LONG "div-long" F23x None;
    0x9f REM_LONG "rem-long" F23x None;
    0xa0 AND_LONG "and-long" F23x None;
    0xa1 OR_LONG "or-long" F23x None;
    0xa2 XOR_LONG "xor-long" F23x None;
    0xa3 SHL_LONG "shl-long" F23x None;
    0xa4 SHR_LONG "shr-long" F23x None;
    0xa5 USHR_LONG "ushr-long" F23x None;
    0xa6 ADD_FLOAT "add-float" F23x None;
    0xa7 SUB_FLOAT "sub-float" F23x None;
    0xa8 MUL_FLOAT "mul-float" F23x None;
    0xa9 DIV_FLOAT "div-float" F23x None;
    0xaa REM_FLOAT "rem-float" F23x None;
    0xab ADD_DOUBLE "add-double" F23x None;
    0xac SUB_DOUBLE "sub-double" F23x None;
    0xad MUL_DOUBLE "mul-double" F23x None;
    0xae DIV_DOUBLE "div-double" F23x None;
    0xaf REM_DOUBLE "rem-double" F23x None;
    0xb0 ADD_INT_2ADDR "add-int/2addr" F12x None;
    0xb1 SUB_INT_2ADDR "sub-int/2addr" F12x None;
    0xb2 MUL_INT_2ADDR "mul-int/2addr" F12x None;
    0xb3 DIV_INT_2ADDR "div-int/2addr" F12x None;
    0xb4 REM_INT_2ADDR "rem-int/2addr" F12x None;
    0xb5 AND_INT_2ADDR "and-int/2addr" F12x None;
    0xb6 OR_INT_2ADDR "or-int/2addr" F12x None;
    0xb7 XOR_INT_2ADDR "xor-int/2addr" F12x None;
    0xb8 SHL_INT_2ADDR "shl-int/2addr" F12x None;
    0xb9 SHR_INT_2ADDR "shr-int/2addr" F12x None;
    0xba USHR_INT_2ADDR "ushr-int/2addr" F12x None;
    0xbb ADD_LONG_2ADDR "add-long/2addr" F12x None;
    0xbc SUB_LONG_2ADDR "sub-long/2addr" F12x None;
    0xbd MUL_LONG_2ADDR "mul-long/2addr" F12x None;
    0xbe DIV_LONG_2ADDR "div-long/2addr" F12x None;
    0xbf REM_LONG_2ADDR "rem-long/2addr" F12x None;
    0xc0 AND_LONG_2ADDR "and-long/2addr" F12x None;
    0xc1 OR_LONG_2ADDR "or-long/2addr" F12x None;
    0xc2 XOR_LONG_2ADDR "xor-long/2addr" F12x None;
    0xc3 SHL_LONG_2ADDR "shl-long/2addr" F12x None;
    0xc4 SHR_LONG_2ADDR "shr-long/2addr" F12x None;
    0xc5 USHR_LONG_2ADDR "ushr-long/2addr" F12x None;
    0xc6 ADD_FLOAT_2ADDR "add-float/2addr" F12x None;
    0xc7 SUB_FLOAT_2ADDR "sub-float/2addr" F12x None;
    0xc8 MUL_FLOAT_2ADDR "mul-float/2addr" F12x None;
    0xc9 DIV_FLOAT_2ADDR "div-float/2addr" F12x None;
    0xca REM_FLOAT_2ADDR "rem-float/2addr" F12x None;
    0xcb ADD_DOUBLE_2ADDR "add-double/2addr" F12x None;
    0xcc SUB_DOUBLE_2ADDR "sub-double/2addr" F12x None;
    0xcd MUL_DOUBLE_2ADDR "mul-double/2addr" F12x None;
    0xce DIV_DOUBLE_2ADDR "div-double/2addr" F12x None;
    0xcf REM_DOUBLE_2ADDR "rem-double/2addr" F12x None;
    0xd0 ADD_INT_LIT16 "add-int/lit16" F22s None;
    0xd1 RSUB_INT "rsub-int" F22s None;
    0xd2 MUL_INT_LIT16 "mul-int/lit16" F22s None;
    0xd3 DIV_INT_LIT16 "div-int/lit16" F22s None;
    0xd4 REM_INT_LIT16 "rem-int/lit16" F22s None;
    0xd5 AND_INT_LIT16 "and-int/lit16" F22s None;
    0xd6 OR_INT_LIT16 "or-int/lit16" F22s None;
    0xd7 XOR_INT_LIT16 "xor-int/lit16" F22s None;
    0xd8 ADD_INT_LIT8 "add-int/lit8" F22b None;
    0xd9 RSUB_INT_LIT8 "rsub-int/lit8" F22b None;
    0xda MUL_INT_LIT8 "mul-int/lit8" F22b None;
    0xdb DIV_INT_LIT8 "div-int/lit8" F22b None;
    0xdc REM_INT_LIT8 "rem-int/lit8" F22b None;
    0xdd AND_INT_LIT8 "and-int/lit8" F22b None;
    0xde OR_INT_LIT8 "or-int/lit8" F22b None;
    0xdf XOR_INT_LIT8 "xor-int/lit8" F22b None;
    0xe0 SHL_INT_LIT8 "shl-int/lit8" F22b None;
    0xe1 SHR_INT_LIT8 "shr-int/lit8" F22b None;
    0xe2 USHR_INT_LIT8 "ushr-int/lit8" F22b None;
    0xfa INVOKE_POLYMORPHIC "invoke-polymorphic" F45cc Method;
    0xfb INVOKE_POLYMORPHIC_RANGE "invoke-polymorphic/range" F4rcc Method;
    0xfc INVOKE_CUSTOM "invoke-custom" F35c CallSite;
    0xfd INVOKE_CUSTOM_RANGE "invoke-custom/range" F3rc CallSite;
    0xfe CONST_METHOD_HANDLE "const-method-handle" F21c MethodHandle;
    0xff CONST_METHOD_TYPE "const-method-type" F21c Proto;
}

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
    use super::*;

    #[test]
    fn the_table_has_the_gaps_of_the_specification() {
        let unused: Vec<u8> = (0..=255).filter(|op| Opcode(*op).mnemonic() == "unused").collect();
        let expected: Vec<u8> = (0x3e..=0x43).chain([0x73, 0x79, 0x7a]).chain(0xe3..=0xf9).collect();
        assert_eq!(unused, expected);
    }

    #[test]
    fn widths_that_other_readers_get_wrong() {
        let widths = [
            (Opcode::PACKED_SWITCH, 3),
            (Opcode::SPARSE_SWITCH, 3),
            (Opcode::FILL_ARRAY_DATA, 3),
            (Opcode::INVOKE_POLYMORPHIC, 4),
            (Opcode::INVOKE_POLYMORPHIC_RANGE, 4),
            (Opcode::INVOKE_CUSTOM, 3),
            (Opcode::CONST_METHOD_HANDLE, 2),
            (Opcode::CONST_METHOD_TYPE, 2),
            (Opcode::CONST_WIDE, 5),
            (Opcode::CONST_WIDE_32, 3),
            (Opcode::CONST_STRING_JUMBO, 3),
            (Opcode::GOTO_16, 2),
            (Opcode::GOTO_32, 3),
            (Opcode::MOVE_16, 3),
        ];
        for (op, units) in widths {
            assert_eq!(op.units(), units, "{}", op.mnemonic());
        }
    }

    #[test]
    fn wide_results_are_named_wide_long_or_double() {
        for op in (0..=255).map(Opcode).filter(|op| op.writes_first()) {
            let name = op.mnemonic();
            let stem = name.split('/').next().unwrap();
            let compares = name.starts_with("cmp");
            let wide = stem.ends_with("-wide") || stem.ends_with("-long") || stem.ends_with("-double");
            assert_eq!(op.writes_wide(), wide && !compares, "{name}");
        }
    }
}
