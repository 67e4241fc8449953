import { escapeHtml } from "rockpool/delivery";
import { describe, expect, it } from "vitest";
import { isMarkup, plainText } from "../../src/delivery/html.ts";

describe("escapeHtml", () => {
  it("leaves nothing that HTML reads as its own (attack 84)", () => {
    expect(escapeHtml(`<b title="a" id='b'>&amp;`)).toBe("&lt;b title=&quot;a&quot; id=&#39;b&#39;&gt;&amp;amp;");
    expect(escapeHtml("Ádá 🔑 {####}")).toBe("Ádá 🔑 {####}");
  });
});

describe("a text", () => {
  it.each(["<p>Hi</p>", "Hi<br>", "Hi<br/>", '<a href="x">', "<H1>", "</div>", "<my-tag>"])("with a tag is HTML: %s", (text) => {
    expect(isMarkup(text)).toBe(true);
  });

  it.each(["x < y > z", "<ada@example.com>", "<https://x.test/>", "<3", "a <- b", "&amp;", "<", ""])(
    "without one is not: %s",
    (text) => {
      expect(isMarkup(text)).toBe(false);
    },
  );
});

describe("what a reader sees of HTML", () => {
  it.each([
    ["<p>one</p><p>two</p>", "one\ntwo"],
    ["one<br>two<BR/>three", "one\ntwo\nthree"],
    ["one<br><br><br><br>two", "one\n\ntwo"],
    ["one\n   two", "one two"],
    ["<b>o</b>ne", "one"],
    [
      "&lt;b&gt; &amp;lt; &quot;&apos;&#39;&#x1F511; &nbsp;&copy;&#99999999;&#1114112;",
      "<b> &lt; \"''🔑  &copy;&#99999999;&#1114112;",
    ],
    ["<head><title>no</title></head><style>no</style><script>no</script><!-- <p>no</p> -->yes", "yes"],
    ["<a class='x' href='https://x.test/?a=1&amp;b=2'>go</a>", "go https://x.test/?a=1&b=2"],
    ['<a name="x" data-href="y">here</a>', "here"],
    ["<a href='/1'>one<a href='/2'>two", "one /1two /2"],
    ["before<!-- <p>no</p>", "before"],
    ["<head><title>no</title><body>yes<style>no", "yes"],
    ["<ul><li>a</li><li>b</li></ul>", "a\nb"],
    ["x < y", "x < y"],
  ])("of %j is %j", (markup, text) => {
    expect(plainText(markup)).toBe(text);
  });

  // What takes the square of a text's length would take longer than a test may.
  it.each(["<!--", "<a href=", "<style>", "<a href='x'>", "<a href=''", "href='' ", "<a ", "</a", "<", "&#x", "\n "])(
    "is found also in what is made to take long: %j",
    (part) => {
      expect(plainText(`<a ${part.repeat(500_000)}`)).toBeTypeOf("string");
    },
  );
});
