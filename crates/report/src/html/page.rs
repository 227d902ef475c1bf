use std::io;

use finding::{Lang, Text};

/// A page that is being written. Everything that comes from a package goes through [`text`](Self::text).
pub(super) struct Page<W> {
    out: W,
    pub(super) lang: Lang,
}

impl<W: io::Write> Page<W> {
    pub(super) fn new(out: W, lang: Lang) -> Self {
        Self { out, lang }
    }

    /// Our own words in the language of the page.
    pub(super) fn say(&self, en: &str, zh_tw: &str) -> String {
        Text::new(en, zh_tw).lang(self.lang).to_owned()
    }

    pub(super) fn begin(&mut self, title: &str) -> io::Result<()> {
        // No source of anything is allowed, so that a mistake of ours cannot make a browser fetch or run something.
        let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
        self.raw(&format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
            super::tag(self.lang)
        ))?;
        self.text(title)?;
        self.raw("</title>\n<style>\n")?;
        self.raw(include_str!("style.css"))?;
        self.raw("</style>\n</head>\n<body>\n<main>\n")
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        self.raw("</main>\n</body>\n</html>\n")?;
        self.out.flush()
    }

    /// Markup of ours.
    pub(super) fn raw(&mut self, markup: &str) -> io::Result<()> {
        self.out.write_all(markup.as_bytes())
    }

    /// Text of whatever origin.
    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        let mut plain = String::with_capacity(text.len());
        for one in finding::escape(text).chars() {
            match one {
                '&' => plain.push_str("&amp;"),
                '<' => plain.push_str("&lt;"),
                '>' => plain.push_str("&gt;"),
                '"' => plain.push_str("&quot;"),
                '\'' => plain.push_str("&#39;"),
                one => plain.push(one),
            }
        }
        self.raw(&plain)
    }

    pub(super) fn heading(&mut self, id: &str, en: &str, zh_tw: &str) -> io::Result<()> {
        self.raw(&format!("<h2 id=\"{id}\">"))?;
        let words = self.say(en, zh_tw);
        self.text(&words)?;
        self.raw("</h2>\n")
    }

    pub(super) fn note(&mut self, en: &str, zh_tw: &str) -> io::Result<()> {
        self.raw("<p class=\"soft\">")?;
        let words = self.say(en, zh_tw);
        self.text(&words)?;
        self.raw("</p>\n")
    }

    pub(super) fn pair(&mut self, en: &str, zh_tw: &str, value: &str) -> io::Result<()> {
        self.term(en, zh_tw)?;
        self.text(if value.is_empty() { "—" } else { value })?;
        self.raw("</dd>\n")
    }

    pub(super) fn code_pair(&mut self, en: &str, zh_tw: &str, value: &str) -> io::Result<()> {
        self.term(en, zh_tw)?;
        self.code(value)?;
        self.raw("</dd>\n")
    }

    fn term(&mut self, en: &str, zh_tw: &str) -> io::Result<()> {
        self.raw("<dt>")?;
        let words = self.say(en, zh_tw);
        self.text(&words)?;
        self.raw("</dt><dd>")
    }

    pub(super) fn code(&mut self, text: &str) -> io::Result<()> {
        self.raw("<code>")?;
        self.text(text)?;
        self.raw("</code>")
    }

    /// Opens a table with these column heads: English and Chinese.
    pub(super) fn table(&mut self, heads: &[(&str, &str)]) -> io::Result<()> {
        self.open_table("plain", heads)
    }

    /// A table of many columns, which a narrow screen scrolls rather than squeezes.
    pub(super) fn wide_table(&mut self, heads: &[(&str, &str)]) -> io::Result<()> {
        self.open_table("wide", heads)
    }

    fn open_table(&mut self, class: &str, heads: &[(&str, &str)]) -> io::Result<()> {
        self.raw(&format!("<div class=\"scroll\"><table class=\"{class}\">\n<thead><tr>"))?;
        for (en, zh_tw) in heads {
            self.raw("<th scope=\"col\">")?;
            let words = self.say(en, zh_tw);
            self.text(&words)?;
            self.raw("</th>")?;
        }
        self.raw("</tr></thead>\n<tbody>\n")
    }

    pub(super) fn end_table(&mut self) -> io::Result<()> {
        self.raw("</tbody></table></div>\n")
    }

    pub(super) fn cell(&mut self, text: &str) -> io::Result<()> {
        self.raw("<td>")?;
        self.text(text)?;
        self.raw("</td>")
    }

    /// A row of plain cells.
    pub(super) fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        self.raw("<tr>")?;
        for cell in cells {
            self.cell(cell)?;
        }
        self.raw("</tr>\n")
    }
}
