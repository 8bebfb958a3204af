package org.p3s.lartpc.plot;

/**
 * Letters of five by seven dots. Cluster nodes often have no fonts at all, and without one the JDK
 * draws no text; these need nothing.
 */
final class PixelFont {
  static final int ROWS = 7;
  static final int COLUMNS = 5;
  static final int ADVANCE = 6;

  private static final String LETTERS =
      " ,-./()0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Per letter seven rows of five bits, each row as one character from 0 to 9 and A to V. */
  private static final String[] ROWS_OF =
      ("0000000 0000648 000V000 00000CC 1122488 2488842 8422248"
              + " EHJLPHE 4C4444E EH1248V V2421HE 26AIV22 VGU11HE 68GUHHE V124888 EHHEHHE EHHF12C"
              + " 0CC0CC0"
              + " EHHVHHH UHHUHHU EHGGGHE SIHHHIS VGGUGGV VGGUGGG EHGNHHF HHHVHHH E44444E 72222IC"
              + " HIKOKIH GGGGGGV HRLLHHH HHPLJHH EHHHHHE UHHUGGG EHHHLID UHHUKIH FGGE11U V444444"
              + " HHHHHHE HHHHHA4 HHHLLLA HHA4AHH HHHA444 V1248GV"
              + " 00E1FHF GGMPHHU 00EGGHE 11DJHHF 00EHVGE 698S888 0FHHF1E GGMPHHH 40C444E 20622IC"
              + " GGIKOKI C44444E 00QLLHH 00MPHHH 00EHHHE 00UHUGG 00DJF11 00MPGGG 00EGE1U 88S8896"
              + " 00HHHJD 00HHHA4 00HHLLA 00HA4AH 00HHF1E 00V248V")
          .split(" ");

  private PixelFont() {}

  /** Whether a dot of a letter is set; letters that are not there are blank. */
  static boolean isSet(char letter, int row, int column) {
    int index = LETTERS.indexOf(letter);
    if (index < 0) {
      return false;
    }
    int bits = Character.digit(ROWS_OF[index].charAt(row), 32);
    return ((bits >> (COLUMNS - 1 - column)) & 1) != 0;
  }
}
