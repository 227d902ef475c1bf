use binary::{Strings, elf, macho};
use flow::arm64::{self, Wanted};

use crate::touch;

/// All facts of a library, and the strings of its constants.
pub(crate) fn walk_elf(data: &[u8]) {
    let parsed = match elf::parse(data, &crate::limits()) {
        Ok(parsed) => parsed,
        Err(error) => return touch::display(&error),
    };
    touch::all(&parsed.issues);
    let elf = parsed.value;
    touch::debug(&elf);
    touch::debug(&elf.abi());
    let mut read = 0;
    for (offset, text) in elf.rodata(data) {
        let start = usize::try_from(offset).unwrap();
        assert_eq!(data.get(start..start + text.len()), Some(text), "a string is where it says");
        read += text.len();
    }
    assert!(read <= data.len(), "each byte belongs to one string at most");
    touch::debug(&Strings::new(data, 0).map(|(_, text)| text.len()).sum::<usize>());
}

/// Every slice of a Mach-O file: Objective-C metadata, constants behind pointers, functions, and the walk of its code.
pub(crate) fn walk_macho(data: &[u8]) {
    let limits = crate::limits();
    let slices = match macho::slices(data, &limits) {
        Ok(parsed) => parsed,
        Err(error) => return touch::display(&error),
    };
    touch::all(&slices.issues);
    for slice in slices.value {
        let parsed = match macho::parse(slice.data, &limits) {
            Ok(parsed) => parsed,
            Err(error) => {
                touch::display(&error);
                continue;
            }
        };
        touch::all(&parsed.issues);
        let file = parsed.value;
        touch::debug(&file.strings().map(|text| text.bytes.len()).sum::<usize>());
        touch::debug(&file.utf16_strings());
        let objc = file.objc(&limits);
        touch::all(&objc.issues);
        touch::debug(&objc.bodies);
        touch::debug(&file.function_starts(&limits));
        let memory = file.memory();
        for section in file.sections() {
            for at in 0..(section.size / 8).min(512) {
                let address = section.address.wrapping_add(8 * at);
                touch::debug(&memory.pointer(address));
                touch::debug(&memory.cfstring(address));
                touch::debug(&memory.stub_import(address));
            }
        }
        let machine = arm64::walk(&file, &wanted(), &limits);
        touch::debug(&machine);
    }
}

/// Everything the sources of the seeds call, so that arguments are written out and followed.
fn wanted() -> Wanted {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Wanted {
        symbols: set(&["_CCCrypt", "_NSLog", "_SecItemAdd", "_SecTrustEvaluateWithError"]),
        selectors: set(&["setObject:forKey:", "remember:", "performSelector:"]),
        mentions: set(&["_OBJC_CLASS_$_NSString", "_kSecClass"]),
        bodies: set(&["URLSession:didReceiveChallenge:completionHandler:", "shared", "sample"]),
        follow: [("_CCCrypt".to_owned(), vec![1, 2, 3]), ("setObject:forKey:".to_owned(), vec![2, 3])].into(),
        replies: set(&["evaluatePolicy:localizedReason:reply:"]),
    }
}
